# La carte d’urgence : ce qu’elle dit, son code QR, et ce que lit qui la trouve.

card-title = Ma carte d’urgence
card-title-child = La carte d’urgence { $of }
card-lead = Une carte à garder sur vous : elle parle pour vous si vous ne le pouvez pas. Vous choisissez chaque ligne ; rien n’est coché d’avance.
card-lead-child = Une carte que { $child } garde sur soi : elle parle à sa place. Chaque ligne se choisit ; rien n’est coché d’avance.
card-says = Ce que dit votre carte
card-says-child = Ce que dit la carte
card-empty = Votre carte ne dit rien encore. Cochez ci-dessous ce que doit savoir une personne qui vous porte secours.
card-empty-child = La carte ne dit rien encore. Cochez ci-dessous ce que doit savoir une personne qui porte secours à { $child }.
card-count = { $count ->
    [one] Une ligne, sur { $most } au plus.
   *[other] { $count } lignes, sur { $most } au plus.
}
card-print-wallet = Imprimer pour le portefeuille (PDF)
card-print-sheet = Imprimer sur une feuille (PDF)
card-print-empty = Cochez au moins une ligne avant d’imprimer la carte.
card-choose = Choisir les lignes
card-open = Toute personne qui trouve la carte, ou qui en photographie le code, peut lire ce que vous cochez.
card-kept = Vous ne partagez pas cette rubrique avec les professionnels. Ce que vous cochez ici sera pourtant lisible par toute personne qui trouve la carte.
card-kept-child = Cette rubrique n’est pas partagée avec les professionnels. Ce que vous cochez ici sera pourtant lisible par toute personne qui trouve la carte.
card-missing = Une ligne modifiée dans votre profil change aussi sur la carte ; une ligne retirée ou terminée n’y est plus. Les mesures (poids, tension…) n’y vont pas : elles vieillissent trop vite.
card-missing-child = Une ligne modifiée dans le profil { $of } change aussi sur la carte ; une ligne retirée ou terminée n’y est plus. Les mesures (poids, taille…) n’y vont pas : elles vieillissent trop vite.
card-to-profile = Compléter mon profil médical
card-to-profile-child = Compléter le profil médical { $of }
card-save = Enregistrer la carte
card-too-many = Une carte tient 40 lignes au plus. Gardez les plus importantes.
card-chosen = Votre carte est enregistrée. Pensez à imprimer de nouveau celle que vous portez.
card-chosen-child = La carte est enregistrée. Pensez à l’imprimer de nouveau.
card-group-person = Qui je suis
card-group-person-child = Qui est { $child }
card-born = Date de naissance : { $day } ({ $age ->
    [one] { $age } an
   *[other] { $age } ans
})
card-nothing = Rien à déclarer (dit le { $day })
card-blood = { $group } — à vérifier avant toute transfusion
card-directives = Des directives anticipées sont écrites
card-confirmed = confirmé
card-confirmed-means = « Confirmé » : un professionnel de santé le dit aussi.

card-code-title = Le code QR
card-code-lead = Imprimé sur la carte, il ouvre une page qui dit exactement les mêmes lignes, à jour. Chaque lecture est écrite dans « Qui voit quoi », et vous êtes prévenu une fois par jour.
card-code-lead-child = Imprimé sur la carte, il ouvre une page qui dit exactement les mêmes lignes, à jour. Chaque lecture est écrite dans « Qui voit quoi » ; { $child } et ceux qui gèrent son espace en sont prévenus une fois par jour. Le code s’arrête avec l’accès de la personne qui l’a fait.
card-code-none = Aucun code n’est en service : la carte imprimée porte les lignes seules.
card-code-since = Un code est en service depuis le { $moment }.
card-code-picture = Code QR de votre carte
card-code-picture-child = Code QR de la carte { $of }
card-code-address = Son adresse, pour qui ne peut pas le photographier :
card-code-make = Mettre un code QR
card-code-make-another = Faire un autre code
card-code-again = Faire un autre code arrête celui d’avant : imprimez alors la carte de nouveau.
card-code-end = Arrêter le code
card-code-made = Le code est en service. Imprimez la carte pour l’avoir sur vous.
card-code-made-child = Le code est en service. Imprimez la carte, pour que { $child } la garde sur soi.
card-code-ended = Le code est arrêté : il n’ouvre plus rien.
card-proof = Votre deuxième facteur vous sera demandé.
card-reads = Lectures de la carte
card-reads-none = Personne n’a lu votre carte par son code ces derniers temps.
card-reads-none-child = Personne n’a lu cette carte par son code ces derniers temps.
card-reads-all = Voir tout l’historique

card-print-fold = Découpez la carte le long du trait, puis pliez-la en quatre.
card-print-call = **Urgence : appelez le 15 ou le 112.**
card-print-code = Les mêmes lignes, à jour :
card-print-date = Le { $day }
card-print-foot = Ces lignes ont été choisies par la personne, ou pour elle par son représentant légal. « Confirmé » : un professionnel de santé le dit aussi. Le code, s’il y en a un, peut être arrêté à tout moment ; chaque lecture est notée.
card-print-file-wallet = carte-urgence-portefeuille
card-print-file-sheet = carte-urgence

card-found-title = Carte d’urgence
card-found-empty = Le titulaire n’a rien rendu public.
card-found-chosen = Ces lignes ont été choisies par la personne, ou pour elle par son représentant légal ; il sera noté que la carte a été lue.
card-found-read = Carte lue le { $moment }.
card-found-pro = Vous la soignez ?
card-found-pro-link = Je suis professionnel de santé : ouvrir plus
card-call-label = Appeler les secours
card-call = Urgence vitale : appelez le 15 ou le 112.
card-call-15 = Appeler le 15 (Samu)
card-call-112 = Appeler le 112
card-call-number = Appeler le { $number }
card-none-title = Cette carte n’est plus lisible
card-none = Aucune carte d’urgence ne se trouve à cette adresse.
card-none-more = Le code a pu être remplacé ou arrêté par la personne. Les lignes imprimées sur la carte restent lisibles.
card-slow-title = Cette carte ne peut pas être lue pour le moment
card-slow = Elle a été demandée trop souvent. Réessayez plus tard.
card-slow-more = Les lignes imprimées sur la carte restent lisibles. N’attendez pas pour appeler les secours.

history-card-read = A lu la carte d’urgence, par son code QR
history-card-chosen = A choisi les lignes de la carte d’urgence
history-card-code-made = A mis un code QR sur la carte d’urgence
history-card-code-ended = A arrêté le code QR de la carte d’urgence
