# The interface for software (FHIR).
documents-fhir-broken-off = The message broke off. Nothing was kept.
documents-fhir-patient-unknown = No open space belongs to this person. Nothing was kept.
documents-fhir-identifier = Give identifier=system|value, with the person’s national health number.
documents-fhir-replaces-two = A document can replace one other only. Nothing was kept.
documents-fhir-relation = The link to the other document is kept in the description, and has no other effect.
documents-fhir-type-unlisted = This type of document is not in the official list: only the person and your institution see it.
documents-fhir-reserved = The document waits for a consultation: the patient sees it when its author makes it visible, and a month after the deposit at the latest.
documents-fhir-aside = The document is kept, but set aside: it names somebody other than the patient, or the key of its matricule is wrong. No other professional sees it. Check it, then withdraw it or replace it.
documents-fhir-patch = This patch is not known. Accepted are: taking back (/status becomes “entered-in-error”), visibility to the patient or to professionals (/securityLabel/0 becomes “N”), hiding from other professionals and a minor’s secret (/securityLabel/0, or /securityLabel/- added, becomes “MASQUE_PS” or “INVISIBLE_REPRESENTANTS_LEGAUX”), and archiving (the extension pdsm-ext-is-archived). Nothing was changed.
documents-fhir-which-label = This document has, or had, several labels: say which of them ends by a “test” of that label at its place (/securityLabel/0, /1…) before it is replaced, or replace them all (/securityLabel). INVISIBLE_REPRESENTANTS_LEGAUX does not end so. Nothing was changed.
documents-fhir-label-moved = The label that was tested does not stand at this place any more. Read the description of the document again. Nothing was changed.
documents-mask-decided = The person shows this document to everyone: its author hides it no more. Nothing was changed.
documents-fhir-one-way = A document that was deposited cannot be made invisible to the patient or their representatives any more. Nothing was changed.
documents-archive-decided = The person put this document back into their list: its author archives it no more. Nothing was changed.
documents-fhir-one-identifier = Name one document by identifier=system|value, and the person by patient or patient.identifier.
documents-fhir-labels-differ = Send hidden and visible documents separately. Nothing was kept.
documents-unique-id-used = You already deposited another document under this identifier. Nothing was kept.
documents-fhir-patch-media = The body must be a JSON patch: application/json-patch+json.
documents-original-unknown = The document to replace is not among your deposits.
documents-replaced-already = This document was already replaced or taken back. Replace its latest version.
documents-not-current = This document is not the current version any more. Nothing was changed.
