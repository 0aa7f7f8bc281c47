## FHIR interface

fhir-too-long = The message is too long.
fhir-not-a-resource = The body must be a FHIR resource in JSON, with its element “resourceType”.
fhir-not-json = The body is not valid JSON in UTF-8 without a byte order mark.
fhir-key-twice = A key stands twice in the same object.
fhir-too-deep = Objects are nested too deeply.
fhir-missing = A required element is missing.
fhir-value = The value of this element is not accepted.
fhir-date = This date does not have FHIR’s form.
fhir-element-unknown = The resource contains an unknown element.
fhir-modifier = The resource contains a modifier extension or implicit rules that this server does not know.
fhir-not-bundle = A Bundle is expected.
fhir-not-transaction = A Bundle of type “transaction” is expected.
fhir-not-documentreference = A DocumentReference is expected.
fhir-no-submission-set = The Bundle must contain one List “submissionset”, and only one.
fhir-no-document = The Bundle contains no DocumentReference.
fhir-too-many-documents = The Bundle contains more than a hundred documents.
fhir-fullurl-twice = Two entries of the Bundle have the same “fullUrl”.
fhir-conditional = Conditional requests and references are not accepted, except Patient?identifier=system|value.
fhir-entry-unknown = The Bundle contains a resource of a type that is not accepted.
fhir-method = The method or the address of this entry is not accepted.
fhir-patch = Only the change to “superseded” of a document that the same transaction replaces is accepted.
fhir-status-not-current = The status must be “current”.
fhir-not-listed = This document is not listed in the submission set (List.entry.item).
fhir-item-missing = The submission set lists something that is not in the Bundle.
fhir-reference-missing = A reference leads to a resource that is not in the message.
fhir-document-twice = Two documents of the Bundle have the same identifier.
fhir-patient-differs = Everything in the message must be about the same person.
fhir-patient-unidentified = The person must be named by their national health number.
fhir-subject-not-patient = The subject must be a Patient.
fhir-content-one = The resource must describe one document, and only one.
fhir-content-missing = The document itself is missing: no Binary of the message has this address.
fhir-content-elsewhere = The document must be in the message: this server fetches nothing from elsewhere.
fhir-content-unused = No document refers to this content.
fhir-content-type-differs = The type announced by the description and that of the content differ.
fhir-bundle-not-document = A Bundle that is attached must be of type “document”.
fhir-size-differs = The announced size is not that of the document.
fhir-hash-differs = The announced hash is not that of the document (SHA-1 of the bytes, in base64).
fhir-base64 = The content is not valid base64.
fhir-label-unknown = This visibility code is not known.
fhir-folder-ignored = Folders are not kept; the documents are.
fhir-search-param = A search parameter is not known. Nothing was searched.
fhir-search-value = The value of this parameter is not accepted.
fhir-search-patient = Name one person, and only one: patient, or patient.identifier=system|value.
fhir-search-format = Only JSON can be given.
fhir-search-too-much = The search has too many parameters.
