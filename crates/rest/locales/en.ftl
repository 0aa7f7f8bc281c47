# What software is told (FHIR).
rest-method = This method is not accepted at this address.
rest-media = The body must be JSON in UTF-8 (application/fhir+json).
rest-accept = Only JSON (application/fhir+json) or the format of the document can be given.
rest-token-missing = An access token is needed.
rest-token-invalid = The access token is not valid any more.
rest-scope = The access token does not open this operation.
rest-form = The body of a search must be a form: application/x-www-form-urlencoded.
rest-professional = This operation needs an identified professional: exchange their identity token for an access token.
