# Le résumé : ce qu’un professionnel voit d’abord d’un dossier.

summary-title = Résumé
summary-of = Résumé — { $name }
summary-results = Derniers résultats
summary-no-results = Aucun résultat structuré à votre disposition.
summary-documents = Documents
summary-no-documents = Aucun document visible pour votre profession.
summary-all-documents = Tous les documents
summary-age = { $age } ans.
summary-recorded = Cet accès est enregistré, et la personne le voit.
summary-silent = Non renseigné :
