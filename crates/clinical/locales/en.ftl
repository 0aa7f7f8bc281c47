# The record for software (FHIR).
clinical-gone = This resource was taken away.
clinical-bundle-entries = A Bundle has one to fifty entries.
clinical-bundle-request = An entry creates (POST type), changes (PUT type/id), takes away (DELETE type/id) or reads (GET type/id, GET type/id/_history/version) a resource of one of the types that are written here, and nothing else.
clinical-bundle-versions = A Bundle reads five versions of before at most.
clinical-transaction-lines = A “transaction” writes lines of the medical profile, and appointments. Reads go into a “batch”.
clinical-transaction-people = A “transaction” writes in the record of one person alone.
clinical-transaction-twice = A “transaction” touches the same resource once only.
clinical-summary-params = The summary takes no parameter: ask for it with nothing after the address.
