# Qui voit quoi, historique, liens de soin.
sharing-title = Qui voit quoi
sharing-lead = Vous savez qui peut lire votre dossier, et qui l’a lu.
sharing-links-title = Professionnels qui peuvent lire votre dossier
sharing-links-none = Aucun professionnel pour le moment. Un professionnel vous demande votre accord avant de lire votre dossier.
sharing-link-until = Jusqu’au { $day }.
sharing-link-cut = Arrêter l’accès de { $name }
sharing-link-cut-done = L’accès est arrêté. Ce professionnel ne peut plus lire votre dossier.
sharing-last-title = Derniers accès
sharing-see-history = Voir tous les accès
sharing-history-title = Accès à mon dossier
sharing-history-lead = Chaque lecture et chaque changement sont écrits ici, avant d’avoir lieu.
sharing-history-none = Personne n’a ouvert votre dossier.
sharing-history-caption = Du plus récent au plus ancien
sharing-filter-hide-own = Cacher mes propres accès
sharing-filter-others = Accès des autres personnes
sharing-filter-all = Montrer tous les accès
sharing-col-who = Qui
sharing-col-when = Quand
sharing-col-what = Quoi
sharing-col-why = Pourquoi
sharing-times = ({ $count } fois)
sharing-older = Voir les accès plus anciens
sharing-role-you = Vous
sharing-role-institution = Établissement
sharing-role-keeper = Exploitant du service
sharing-why-consent = Vous avez donné votre accord.

history-record-read = A ouvert la liste des documents
history-document-read = A lu « { $what } »
history-document-downloaded = A téléchargé « { $what } »
history-document-fetched = A lu « { $what } » par son logiciel
history-history-read = A consulté cette page
history-document-added = A ajouté « { $what } »
history-document-hidden = A masqué à tous « { $what } »
history-document-hidden-from = A masqué à une personne : { $what }
history-document-shown = A rendu visible « { $what } »
history-document-shown-to = A rendu visible à une personne : { $what }
history-journal-dumped = A extrait tout votre dossier. Motif : { $what }
history-link-made = A déclaré votre accord : { $what } peut lire votre dossier
history-link-cut = A arrêté l’accès de { $what }

# Pages des professionnels.
sharing-link-title = Motif d’accès
sharing-link-lead = Avant d’ouvrir ce dossier, déclarez l’accord de la personne.
sharing-link-effect = La personne verra dans son historique votre nom, votre lieu d’exercice et la date. L’accès dure { $days } jours. Elle peut l’arrêter à tout moment.
sharing-consent = La personne m’a donné son accord pour que je consulte son dossier.
sharing-consent-missing = Cochez la case si la personne vous a donné son accord. Sans accord, vous pouvez déposer un document, mais pas lire le dossier.
sharing-open-record = Ouvrir le dossier
sharing-deposit-only = Déposer un document sans lire le dossier

error-no-care-link = Déclarez d’abord l’accord de la personne.
error-no-medical-capacity = Votre rôle ne donne accès à aucune donnée médicale.

# Bandeau d’identité du patient (pages des professionnels).
sharing-identity = Identité du patient
sharing-identity-used = Nom utilisé : { $name }
sharing-identity-born = Naissance : { $day }
sharing-identity-sex = Sexe : { $sex }
sharing-identity-place = Lieu de naissance : { $place }
sharing-identity-number = Matricule : { $number }
