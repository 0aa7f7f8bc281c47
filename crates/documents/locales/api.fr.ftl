# Interface des logiciels (FHIR).
documents-fhir-broken-off = Le message s’est interrompu. Rien n’a été gardé.
documents-fhir-patient-unknown = Aucun espace ouvert ne correspond à cette personne. Rien n’a été gardé.
documents-fhir-identifier = Indiquez identifier=système|valeur, avec le matricule de la personne.
documents-fhir-replaces-two = Un document peut en remplacer un seul. Rien n’a été gardé.
documents-fhir-relation = Le lien avec l’autre document est gardé dans la fiche, mais n’a pas d’autre effet.
documents-fhir-type-unlisted = Ce type de document n’est pas dans la liste officielle : seule la personne et votre établissement le voient.
documents-fhir-reserved = Le document attend une consultation d’annonce : le patient le verra quand son auteur le rendra visible, et un mois après le dépôt au plus tard.
documents-fhir-aside = Le document est gardé, mais mis de côté : il nomme une autre personne que le patient, ou son matricule a une clé fausse. Aucun autre professionnel ne le voit. Vérifiez, puis retirez-le ou remplacez-le.
documents-fhir-patch = Ce correctif n’est pas connu. Sont acceptés : le retrait (/status devient « entered-in-error »), la visibilité au patient ou aux professionnels (/securityLabel/0 devient « N »), le masquage aux autres professionnels et le secret d’un mineur (/securityLabel/0, ou /securityLabel/- ajouté, devient « MASQUE_PS » ou « INVISIBLE_REPRESENTANTS_LEGAUX »), et l’archivage (l’extension pdsm-ext-is-archived). Rien n’a changé.
documents-fhir-which-label = Ce document a ou a eu plusieurs libellés : dites lequel finit par un « test » de ce libellé à sa place (/securityLabel/0, /1…) avant de le remplacer, ou remplacez-les tous (/securityLabel). INVISIBLE_REPRESENTANTS_LEGAUX ne finit pas ainsi. Rien n’a changé.
documents-fhir-label-moved = Le libellé testé n’est plus à cette place. Lisez de nouveau la fiche du document. Rien n’a changé.
documents-mask-decided = La personne montre ce document à tous : son auteur ne le masque plus. Rien n’a changé.
documents-fhir-one-way = Un document déposé ne peut plus être rendu invisible au patient ni à ses représentants. Rien n’a changé.
documents-archive-decided = La personne a remis ce document dans sa liste : son auteur ne l’archive plus. Rien n’a changé.
documents-fhir-one-identifier = Désignez un document par identifier=système|valeur, et la personne par patient ou patient.identifier.
documents-fhir-labels-differ = Envoyez séparément les documents masqués et les documents visibles. Rien n’a été gardé.
documents-unique-id-used = Vous avez déjà déposé un autre document sous cet identifiant. Rien n’a été gardé.
documents-fhir-patch-media = Le corps doit être un correctif JSON : application/json-patch+json.
documents-original-unknown = Le document à remplacer n’est pas dans vos dépôts.
documents-replaced-already = Ce document a déjà été remplacé ou retiré. Remplacez sa dernière version.
documents-not-current = Ce document n’est plus la version actuelle. Rien n’a changé.
