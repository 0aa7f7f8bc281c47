# Why a document is not shown.
reading-encrypted = This document is protected by a password. Download it to open it.
reading-damaged = This file is damaged: it cannot be shown here. You can download it.
reading-too-large = This document is too large to be shown here. You can download it.
reading-too-long = This document takes too long to prepare: it is not shown here. You can download it.
reading-unsupported = This document has a form that is not shown here. You can download it.
reading-other-type = This file is not of the type announced: it is not shown here. You can download it.
reading-no-such-page = This document has no such page.
reading-died = For safety, this document is not shown here. You can download it.
reading-unprotected = Showing documents is stopped for the moment. You can download this one.
reading-busy = Many documents are being shown at the moment. Try again in a moment, or download this one.
reading-encoding = The letters of this document are written in a way that is not read here. You can download it.
reading-declaration = For safety, this document is not shown here: it contains forbidden declarations (DTD). You can download it.
reading-elsewhere = The content of this document is elsewhere, and nothing is fetched from elsewhere. Ask its author for the complete document.
reading-empty = This document has no content. Ask its author for the complete document.
