# What software is told (FHIR).
rest-method = This method is not accepted at this address.
rest-media = The body must be JSON in UTF-8 (application/fhir+json).
rest-accept = Only JSON (application/fhir+json) or the format of the document can be given.
rest-token-missing = An access token is needed.
rest-token-invalid = The access token is not valid any more.
rest-scope = The access token does not open this operation.
rest-form = The body of a search must be a form: application/x-www-form-urlencoded.
rest-version = Only FHIR R4 (fhirVersion=4.0) is spoken here.
rest-if-match = Say the version that you saw: If-Match, with the ETag of the last read.
rest-stale = The resource has changed since. Read it again before you change it.
rest-condition = “If-None-Exist” can only name the resource that is sent, by one of its identifiers: identifier=system|value.
rest-id-differs = The id of the resource is not that of the address.
rest-type-differs = The type of the resource is not that of the address.
rest-broken-off = The message broke off: nothing was kept. Send it again.
rest-professional = This operation needs an identified professional: exchange their identity token for an access token.
rest-history-params = The history takes no parameter: it gives the hundred latest versions.
