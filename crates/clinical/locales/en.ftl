# The record for software (FHIR).
clinical-summary-params = The summary takes no parameter: ask for it with nothing after the address.
