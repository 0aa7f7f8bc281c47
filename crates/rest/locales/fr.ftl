# Ce que les logiciels entendent (FHIR).
rest-method = Cette méthode n’est pas acceptée à cette adresse.
rest-media = Le corps doit être du JSON en UTF-8 (application/fhir+json).
rest-accept = Seul le JSON (application/fhir+json) ou le format du document peut être renvoyé.
rest-token-missing = Un jeton d’accès est nécessaire.
rest-token-invalid = Le jeton d’accès n’est plus valable.
rest-scope = Le jeton d’accès n’ouvre pas cette opération.
rest-form = Le corps d’une recherche doit être un formulaire : application/x-www-form-urlencoded.
rest-version = Seul FHIR R4 (fhirVersion=4.0) est parlé ici.
rest-if-match = Dites la version que vous avez vue : If-Match, avec l’ETag de la dernière lecture.
rest-stale = La ressource a changé depuis. Lisez-la de nouveau avant de la changer.
rest-condition = « If-None-Exist » ne peut nommer que la ressource envoyée, par un de ses identifiants : identifier=système|valeur.
rest-id-differs = L’identifiant de la ressource n’est pas celui de l’adresse.
rest-type-differs = Le type de la ressource n’est pas celui de l’adresse.
rest-broken-off = Le message s’est interrompu : rien n’a été gardé. Envoyez-le de nouveau.
rest-professional = Cette opération demande un professionnel identifié : échangez son jeton d’identité contre un jeton d’accès.
rest-history-params = L’historique ne prend aucun paramètre : il donne les cent dernières versions.
