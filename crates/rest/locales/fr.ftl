# Ce que les logiciels entendent (FHIR).
rest-method = Cette méthode n’est pas acceptée à cette adresse.
rest-media = Le corps doit être du JSON en UTF-8 (application/fhir+json).
rest-accept = Seul le JSON (application/fhir+json) ou le format du document peut être renvoyé.
rest-token-missing = Un jeton d’accès est nécessaire.
rest-token-invalid = Le jeton d’accès n’est plus valable.
rest-scope = Le jeton d’accès n’ouvre pas cette opération.
rest-form = Le corps d’une recherche doit être un formulaire : application/x-www-form-urlencoded.
rest-professional = Cette opération demande un professionnel identifié : échangez son jeton d’identité contre un jeton d’accès.
