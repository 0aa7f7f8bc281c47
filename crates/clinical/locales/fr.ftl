# Le dossier pour les logiciels (FHIR).
clinical-gone = Cette ressource a été retirée.
clinical-bundle-entries = Un Bundle porte de une à cinquante entrées.
clinical-bundle-request = Une entrée crée (POST type), change (PUT type/id), retire (DELETE type/id) ou lit (GET type/id, GET type/id/_history/version) une ressource de l’un des types qui s’écrivent ici, et rien d’autre.
clinical-bundle-versions = Un Bundle lit cinq versions passées au plus.
clinical-transaction-lines = Une « transaction » écrit des lignes du profil médical et des rendez-vous. Les lectures vont dans un « batch ».
clinical-transaction-people = Une « transaction » écrit dans le dossier d’une seule personne.
clinical-transaction-twice = Une « transaction » ne touche la même ressource qu’une fois.
clinical-summary-params = Le résumé ne prend aucun paramètre : demandez-le sans rien après l’adresse.
