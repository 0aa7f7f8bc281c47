## Interface FHIR

fhir-too-long = Le message est trop long.
fhir-not-a-resource = Le corps doit être une ressource FHIR en JSON, avec son élément « resourceType ».
fhir-not-json = Le corps n’est pas du JSON valide, en UTF-8 et sans marque d’ordre des octets.
fhir-key-twice = Une clé figure deux fois dans le même objet.
fhir-too-deep = Les objets sont imbriqués trop profondément.
fhir-missing = Un élément obligatoire manque.
fhir-value = La valeur de cet élément n’est pas acceptée.
fhir-date = Cette date n’est pas au format FHIR.
fhir-element-unknown = La ressource contient un élément inconnu.
fhir-modifier = La ressource contient une extension modificatrice ou des règles implicites que ce serveur ne connaît pas.
fhir-not-bundle = Une ressource Bundle est attendue.
fhir-not-transaction = Un Bundle de type « transaction » est attendu.
fhir-not-documentreference = Une ressource DocumentReference est attendue.
fhir-no-submission-set = Le Bundle doit contenir une ressource List « submissionset », et une seule.
fhir-no-document = Le Bundle ne contient aucune ressource DocumentReference.
fhir-too-many-documents = Le Bundle contient plus de cent documents.
fhir-fullurl-twice = Deux entrées du Bundle ont le même « fullUrl ».
fhir-conditional = Les requêtes et références conditionnelles ne sont pas acceptées, sauf Patient?identifier=système|valeur.
fhir-entry-unknown = Le Bundle contient une ressource d’un type qui n’est pas accepté.
fhir-method = La méthode ou l’adresse de cette entrée n’est pas acceptée.
fhir-patch = Seule la modification du statut en « superseded » d’un document remplacé par le même lot est acceptée.
fhir-status-not-current = Le statut doit être « current ».
fhir-not-listed = Ce document ne figure pas dans le lot de soumission (List.entry.item).
fhir-item-missing = Le lot de soumission cite un élément qui n’est pas dans le Bundle.
fhir-reference-missing = Une référence désigne une ressource absente du message.
fhir-document-twice = Deux documents du Bundle ont le même identifiant.
fhir-patient-differs = Tous les éléments du message doivent concerner la même personne.
fhir-patient-unidentified = La personne doit être désignée par son matricule.
fhir-subject-not-patient = Le sujet doit être une ressource Patient.
fhir-content-one = La ressource doit décrire un document, et un seul.
fhir-content-missing = Le document lui-même manque : aucune ressource Binary du message ne correspond à cette adresse.
fhir-content-elsewhere = Le document doit être dans le message : ce serveur ne va rien chercher ailleurs.
fhir-content-unused = Aucun document ne cite ce contenu.
fhir-content-type-differs = Le type annoncé par la fiche et celui du contenu sont différents.
fhir-bundle-not-document = Un Bundle joint doit être de type « document ».
fhir-size-differs = La taille annoncée n’est pas celle du document.
fhir-hash-differs = L’empreinte annoncée n’est pas celle du document (SHA-1 des octets, en base64).
fhir-base64 = Le contenu n’est pas du base64 valide.
fhir-label-unknown = Ce code de visibilité n’est pas connu.
fhir-folder-ignored = Les classeurs ne sont pas gardés ; les documents le sont.
fhir-search-param = Un critère de recherche n’est pas connu. Rien n’a été cherché.
fhir-search-value = La valeur de ce critère n’est pas acceptée.
fhir-search-patient = Indiquez une personne, et une seule : patient ou patient.identifier=système|valeur.
fhir-search-format = Seul le JSON peut être renvoyé.
fhir-search-too-much = La recherche contient trop de critères.
