# Ce qui part par la poste, par e-mail et par SMS au sujet d’un espace. Aucun mot médical.

notice-sender = Carnet
notice-sender-line = Assurance maladie
notice-foot = Carnet ne vous appellera ni ne vous écrira jamais pour demander votre code.
notice-date = Le { $day }
notice-reference = Référence : { $number }

letter-code-title = Votre espace de santé : à vous de décider
letter-code-lead = { $name }, un espace pour garder vos documents de santé va être ouvert à votre nom. Vous décidez qui les voit. **Vous avez le choix jusqu’au { $deadline }.**
letter-code-label = Votre code provisoire
letter-code-object = M’opposer
letter-code-object-text = Aucun espace n’est ouvert. Vous pourrez changer d’avis.
letter-code-object-link = En ligne, sans compte :
letter-code-activate = Activer mon espace
letter-code-activate-text = Vous créez votre compte et réglez qui voit quoi.
letter-code-activate-link = En ligne, avec ce code :
letter-code-phone = Par téléphone, pour dire oui ou non, ou pour être aidé : **34 22**, appel gratuit.
letter-code-silence = Sans réponse de votre part, l’espace s’ouvre quelques jours après le { $deadline }. Vous pourrez le fermer à tout moment.
letter-again-title = Votre nouveau code
letter-again-lead = { $name }, voici le code que vous avez demandé. Il remplace l’ancien. **Il est valable jusqu’au { $deadline }.**
letter-again-not-you = Vous n’avez rien demandé ? Ne donnez ce code à personne et appelez le **34 22**.
letter-easy-title = Version facile à lire
letter-easy-1 = Un espace de santé est une boîte pour vos papiers de santé.
letter-easy-2 = Vous pouvez dire oui. Vous pouvez dire non.
letter-easy-how = Pour dire oui ou pour dire non
letter-easy-step-1 = Prenez cette lettre et votre **carte Vitale**.
letter-easy-step-2 = Allez sur **{ $site }** avec un ordinateur ou un téléphone.
letter-easy-step-3 = Choisissez « Activer » ou « M’opposer ».
letter-easy-step-4 = Écrivez le code de la lettre.
letter-easy-help = Si vous avez besoin d’aide
letter-easy-help-1 = Appelez le **34 22**. L’appel est gratuit.
letter-easy-help-2 = Demandez à une personne que vous connaissez bien.
letter-easy-warn = **Si quelqu’un vous appelle, ne lui donnez pas votre code.** Nous ne vous appellerons jamais pour le demander.

mail-code-subject = Votre espace de santé : à vous de décider
mail-code-text = Bonjour { $name },

    un espace pour garder vos documents de santé va être ouvert à votre nom.
    Vous avez le choix jusqu’au { $deadline }.

    Votre code provisoire : { $code }

    - M’opposer, sans compte : { $origin }/opposition
    - Activer mon espace : { $origin }/activer

    Dans les deux cas, prenez votre carte Vitale.
    Par téléphone, pour dire oui ou non, ou pour être aidé : 34 22, appel gratuit.

    Sans réponse de votre part, l’espace s’ouvre quelques jours après le { $deadline }.
    Vous pourrez le fermer à tout moment.

    Nous ne vous appellerons jamais pour demander ce code.
mail-again-subject = Votre nouveau code
mail-again-text = Bonjour { $name },

    voici le code que vous avez demandé. Il remplace l’ancien.

    Votre code : { $code }
    Il est valable jusqu’au { $deadline }.

    Écrivez-le sur { $origin }/activer, avec les numéros de votre carte Vitale.

    Vous n’avez rien demandé ? Ne donnez ce code à personne et appelez le 34 22.

notice-killed-subject = Votre code ne sert plus
notice-killed-text = Bonjour { $name },

    quelqu’un a fait dix essais faux pour votre espace. Par prudence, votre code ne sert plus.

    Si c’était vous, demandez un nouveau code : { $origin }/code
    Si ce n’était pas vous, il n’y a rien d’autre à faire. En cas de doute, appelez le 34 22.
notice-killed-sms = Dix essais faux pour votre espace : votre code ne sert plus. En cas de doute, appelez le 3422.

notice-misused-subject = Votre ancien code a été essayé
notice-misused-text = Bonjour { $name },

    quelqu’un a écrit un code qui a déjà servi, avec les numéros de votre carte Vitale. Rien n’a été ouvert.

    Si c’était vous, connectez-vous comme d’habitude : { $origin }/connexion
    Si ce n’était pas vous, appelez le 34 22.
notice-misused-sms = Un code qui a déjà servi a été essayé pour votre espace. Rien n’a été ouvert. Ce n’était pas vous ? Appelez le 3422.

receipt-refused-title = Votre opposition est enregistrée
receipt-refused-text = Aucun espace de santé ne sera ouvert pour ces personnes.
receipt-refused-opened = Un espace a été ouvert, du { $from } au { $to }. Plus personne ne le lit ni n’y ajoute rien.
receipt-closed-title = La fermeture de votre espace est enregistrée
receipt-archived-text = Plus personne ne lit cet espace ni n’y ajoute rien. Ses documents sont gardés **dix ans**, fermés à tous, jusqu’au { $due }. Ensuite, ils sont effacés pour toujours.
receipt-deleted-text = Plus personne ne lit cet espace ni n’y ajoute rien. Ses documents sont effacés pour toujours le **{ $due }**. Plus personne ne pourra les lire, pas même nous.
receipt-reopened-title = La réouverture de votre espace est enregistrée
receipt-reopened-text = Vos professionnels peuvent de nouveau y ajouter des documents.
receipt-withdrawn-title = L’annulation du refus est enregistrée
receipt-withdrawn-text = Un nouveau code part, avec six semaines pour décider. Sans réponse, l’espace s’ouvre.
receipt-opened-title = Votre espace de santé est ouvert
receipt-opened-text = Vous avez dit oui par téléphone. Vos professionnels peuvent y ajouter des documents, et les lire si vous êtes d’accord. Aucun compte n’a été créé.
receipt-row-number = Numéro
receipt-row-at = Enregistré le
receipt-row-by = Par
receipt-row-by-site = le site
receipt-row-by-phone = le 34 22
receipt-row-by-post = la poste
receipt-row-by-batch = l’ouverture sans réponse
receipt-row-by-assistance = le site, avec l’aide d’un bénévole
receipt-row-for = Pour
receipt-back-title = Si vous changez d’avis
receipt-back-text = Vous pouvez changer de décision **à tout moment**, en ligne ou au 34 22. Gardez ce justificatif : il prouve votre demande.
receipt-back-archived = Pendant **30 jours**, jusqu’au { $until }, vous pouvez annuler et tout retrouver. Ensuite, vous pouvez encore rouvrir l’espace jusqu’à son effacement. Cela se fait en ligne ou au 34 22. Gardez ce justificatif : il prouve votre demande.
receipt-back-deleted = Pendant **30 jours**, jusqu’au { $until }, vous pouvez annuler en ligne et tout retrouver. Au 34 22, une demande attend trois jours : appelez avant le { $deadline }. Gardez ce justificatif : il prouve votre demande.
receipt-back-opened = Vous pouvez fermer cet espace **à tout moment**, en ligne ou au 34 22. Vous pouvez encore créer un compte avec le code de votre lettre, jusqu’à sa date. Gardez ce justificatif : il dit ce que vous avez demandé.
receipt-back-link = Changer d’avis en ligne :
mail-receipt-text = Bonjour { $name },

    votre opposition est enregistrée depuis le { $moment }.
    Aucun espace de santé ne sera ouvert pour : { $what }.

    Numéro : { $number }
    Gardez-le : il prouve votre demande.

    Vous pouvez changer d’avis à tout moment, en ligne ou au 34 22.
    Si ce n’était pas vous, appelez le 34 22.

mail-opened-text = Bonjour { $name },

    votre espace de santé est ouvert depuis le { $moment } : vous l’avez demandé par téléphone.
    Aucun compte n’a été créé.

    Numéro : { $number }
    Gardez-le : il dit ce que vous avez demandé.

    Vous pouvez fermer cet espace à tout moment, en ligne ou au 34 22.
    Si ce n’était pas vous, appelez le 34 22.

mail-archived-text = Bonjour { $name },

    votre espace est fermé depuis le { $moment } : vous l’avez demandé par téléphone.
    Ses documents sont gardés dix ans, fermés à tous, jusqu’au { $due }. Ensuite, ils sont effacés.

    Numéro : { $number }
    Gardez-le : il prouve votre demande.

    Jusqu’au { $until }, vous pouvez annuler et tout retrouver, en ligne ou au 34 22.
    Ensuite, vous pouvez encore rouvrir l’espace jusqu’à son effacement.
    Si ce n’était pas vous, appelez le 34 22.

mail-deleted-text = Bonjour { $name },

    votre espace est fermé depuis le { $moment } : vous l’avez demandé par téléphone.
    Ses documents sont effacés le { $due }.

    Numéro : { $number }
    Gardez-le : il prouve votre demande.

    Jusqu’au { $until }, vous pouvez annuler en ligne et tout retrouver.
    Au 34 22, une demande attend trois jours : appelez avant le { $deadline }.
    Si ce n’était pas vous, appelez le 34 22.

notice-held-subject = Une demande par téléphone attend
notice-held-text = Bonjour { $name },

    quelqu’un a demandé par téléphone, pour votre espace : { $what }.
    Ce sera fait le { $due }.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, appelez le 34 22 avant ce jour : nous annulerons cette demande.
    Si vous avez un compte, vous pouvez aussi l’annuler en ligne.

    Numéro de la demande : { $number }
notice-held-sms = Quelqu’un a fait une demande par téléphone pour votre espace. Ce sera fait le { $due }. Ce n’était pas vous ? Appelez le 3422.
notice-held-child-text = Bonjour { $name },

    quelqu’un a demandé par téléphone d’annuler le refus fait pour cet enfant.
    Ce sera fait le { $due }. Un nouveau code partira alors, avec six semaines pour décider.

    Si vous êtes d’accord, il n’y a rien à faire.
    Si vous ne l’êtes pas, appelez le 34 22 avant ce jour. Un adulte qui a l’enfant sur sa carte Vitale peut annuler la demande.

    Numéro de la demande : { $number }
notice-held-child-sms = Quelqu’un a fait une demande par téléphone pour l’espace d’un enfant. Ce sera fait le { $due }. Vous n’êtes pas d’accord ? Appelez le 3422.
notice-held-close = fermer votre espace
notice-held-withdraw = annuler votre refus
notice-held-reopen = rouvrir votre espace
notice-held-open = ouvrir votre espace, sans compte

notice-closed-subject = Votre espace est fermé
notice-closed-text = Bonjour { $name },

    votre espace est fermé depuis le { $moment } : quelqu’un l’a demandé sur le site.
    Pendant 30 jours, jusqu’au { $until }, vous pouvez annuler et tout retrouver : { $where }

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, annulez, et appelez tout de suite le 34 22.

    Numéro : { $number }
notice-closed-sms = Votre espace est fermé depuis le { $moment } : demandé sur le site. Vous pouvez y annuler pendant 30 jours, jusqu’au { $until }. Ce n’était pas vous ? Appelez tout de suite le 3422.

notice-asked-subject = Un nouveau code a été demandé
notice-asked-text = Bonjour { $name },

    un nouveau code a été demandé pour votre espace. Il part à l’adresse que nous connaissons.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, appelez le 34 22.
notice-asked-sms = Un nouveau code a été demandé pour votre espace. Il part à l’adresse que nous connaissons. Ce n’était pas vous ? Appelez le 3422.

contact-code-subject = { $code } est votre code de vérification
contact-code-text = Bonjour,

    voici votre code de vérification : { $code }
    Il sert dix minutes, une seule fois.

    Vous n’avez rien demandé ? Ne répondez pas, et ne donnez ce code à personne.
contact-code-sms = { $code } est votre code de verification. Il sert dix minutes. Ne le donnez a personne.

notice-hold-title = Un compte a été créé pour votre espace
notice-hold-text = Bonjour { $name },

    un compte a été créé pour votre espace le { $moment }. L’adresse ou le téléphone donnés nous étaient inconnus.
    Par prudence, ce compte ne lit pas les documents plus anciens avant le { $until }.

    C’était vous ? Il n’y a rien à faire.

    Ce n’était pas vous ? Appelez tout de suite le 34 22. Ce compte ne lira rien de plus pendant que nous fermons l’espace avec vous.
notice-hold-sms = Un compte a été créé pour votre espace avec un contact inconnu. Ce n’était pas vous ? Appelez le 3422.

notice-emergency-subject = Votre dossier est ouvert sans votre accord
notice-emergency-text = Bonjour { $name },

    un professionnel ouvre votre dossier sans vous avoir demandé votre accord, pour quatre heures. Il a dû dire pourquoi. Une autre personne relira sa raison.

    Connectez-vous comme d’habitude pour voir qui, quand et pourquoi : { $origin }/connexion
    Si cela vous étonne, dites-le sur la page « Accès à mon dossier », ou appelez le 34 22.
notice-emergency-sms = Un professionnel ouvre votre dossier sans votre accord, pour quatre heures. Connectez-vous comme d’habitude pour voir qui et pourquoi, ou appelez le 3422.

notice-export-subject = Votre export est prêt
notice-export-text = Bonjour { $name },

    l’export de votre dossier, demandé depuis votre compte, est prêt. Il reste à télécharger pendant sept jours, puis il est détruit.

    Connectez-vous comme d’habitude pour le télécharger : { $origin }/connexion
    Si vous ne l’avez pas demandé, appelez le 34 22.
notice-export-sms = L’export de votre dossier est prêt pour sept jours. Connectez-vous comme d’habitude. Ce n’était pas vous ? Appelez le 3422.

notice-child-export-subject = La copie du dossier d’un enfant est prête
notice-child-export-text = Bonjour { $name },

    la copie du dossier d’un enfant dont vous gérez l’espace, demandée depuis votre compte, est prête. Elle reste à télécharger pendant sept jours, puis elle est détruite.

    Connectez-vous comme d’habitude pour la télécharger : { $origin }/connexion
    Si vous ne l’avez pas demandée, appelez le 34 22.
notice-child-export-sms = La copie du dossier d’un enfant est prête pour sept jours. Connectez-vous comme d’habitude. Ce n’était pas vous ? Appelez le 3422.

notice-diary-subject = Un rappel de votre agenda
notice-diary-text = Bonjour { $name },

    quelque chose est noté dans l’agenda de votre espace pour le { $day }.

    Connectez-vous comme d’habitude pour voir quoi, et à quelle heure : { $origin }/connexion
    Vous pouvez arrêter ces rappels dans l’agenda.
notice-diary-sms = Quelque chose est noté dans votre agenda pour le { $day }. Connectez-vous comme d’habitude pour voir quoi.

notice-documents-subject = Du nouveau dans votre espace
notice-documents-text = Bonjour { $name },

    quelque chose a été ajouté à vos documents.

    Connectez-vous comme d’habitude pour voir quoi : { $origin }/connexion
    Vous choisissez ce dont vous êtes prévenu dans votre espace, à « Être prévenu ».
notice-documents-sms = Quelque chose a été ajouté à vos documents. Connectez-vous comme d’habitude pour voir quoi.

notice-awaiting-subject = Un professionnel a quelque chose à vous dire
notice-awaiting-text = Bonjour { $name },

    un professionnel veut vous parler de quelque chose avant que vous ne le lisiez dans votre espace. Prenez contact avec lui si ce n’est pas fait.

    Connectez-vous comme d’habitude pour en savoir plus : { $origin }/connexion
    Vous choisissez ce dont vous êtes prévenu dans votre espace, à « Être prévenu ».
notice-awaiting-sms = Un professionnel veut vous parler de quelque chose avant que vous ne le lisiez. Connectez-vous comme d’habitude pour en savoir plus.

notice-added-subject = Un ajout dans votre espace
notice-added-text = Bonjour { $name },

    un service que vous avez relié a ajouté quelque chose dans votre espace.

    Connectez-vous comme d’habitude pour voir quoi : { $origin }/connexion
    Vous choisissez ce dont vous êtes prévenu dans votre espace, à « Être prévenu ».
notice-added-sms = Un service que vous avez relié a ajouté quelque chose dans votre espace. Connectez-vous comme d’habitude pour voir quoi.

notice-message-subject = Vous avez un nouveau message
notice-message-text = Bonjour { $name },

    vous avez un nouveau message dans votre espace.

    Connectez-vous comme d’habitude pour le lire : { $origin }/connexion
notice-message-sms = Vous avez un nouveau message dans votre espace. Connectez-vous comme d’habitude pour le lire.

notice-undelivered-subject = Un message écrit dans votre espace n’est pas arrivé
notice-undelivered-text = Bonjour { $name },

    un message écrit dans votre espace n’a pas pu être remis.

    Connectez-vous comme d’habitude pour voir lequel : { $origin }/connexion
notice-undelivered-sms = Un message écrit dans votre espace n’a pas pu être remis. Connectez-vous comme d’habitude pour voir lequel.

notice-child-message-subject = Un message attend dans l’espace d’un enfant
notice-child-message-text = Bonjour { $name },

    un nouveau message attend dans l’espace d’un enfant que vous gérez.

    Connectez-vous comme d’habitude pour le lire : { $origin }/connexion
notice-child-message-sms = Un nouveau message attend dans l’espace d’un enfant que vous gérez. Connectez-vous comme d’habitude pour le lire.
notice-child-undelivered-subject = Un message écrit pour un enfant n’est pas arrivé
notice-child-undelivered-text = Bonjour { $name },

    un message écrit pour un enfant dont vous gérez l’espace n’a pas pu être remis.

    Connectez-vous comme d’habitude pour voir lequel : { $origin }/connexion
notice-child-undelivered-sms = Un message écrit pour un enfant dont vous gérez l’espace n’a pas pu être remis. Connectez-vous comme d’habitude pour voir lequel.

notice-child-card-subject = La carte d’un enfant a été lue
notice-child-card-text = Bonjour { $name },

    quelqu’un a lu aujourd’hui la carte d’un enfant dont vous gérez l’espace, par son code.

    Connectez-vous comme d’habitude pour voir à quelle heure : { $origin }/connexion
    Si vous ne vous y attendiez pas, vous pouvez arrêter ce code à tout moment.
notice-child-card-sms = Quelqu’un a lu aujourd’hui la carte d’un enfant dont vous gérez l’espace. Connectez-vous comme d’habitude pour voir quand, ou pour arrêter son code.

notice-card-subject = Votre carte a été lue
notice-card-text = Bonjour { $name },

    quelqu’un a lu aujourd’hui la carte que vous portez sur vous, par son code.

    Connectez-vous comme d’habitude pour voir à quelle heure : { $origin }/connexion
    Si vous ne vous y attendiez pas, vous pouvez arrêter ce code à tout moment.
notice-card-sms = Quelqu’un a lu aujourd’hui la carte que vous portez sur vous. Connectez-vous comme d’habitude pour voir quand, ou pour arrêter son code.

notice-sign-in-subject = Quelqu’un est entré dans votre compte
notice-sign-in-text = Bonjour { $name },

    le { $moment }, quelqu’un est entré dans votre compte d’un appareil que nous ne connaissions pas, après { $count } essais manqués. Le mot de passe et le second code étaient les bons.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, connectez-vous, fermez les autres appareils et changez votre mot de passe : { $origin }/connexion
    Vous ne pouvez plus entrer ? Appelez tout de suite le 34 22.
notice-sign-in-sms = Le { $moment }, quelqu’un est entré dans votre compte d’un appareil inconnu, après { $count } essais manqués. Ce n’était pas vous ? Appelez tout de suite le 3422.

notice-reader-subject = Un nouvel accès à votre espace
notice-reader-text = Bonjour { $name },

    un professionnel peut lire votre dossier depuis aujourd’hui.

    Connectez-vous comme d’habitude pour voir qui, et jusqu’à quand : { $origin }/connexion
    Vous pouvez arrêter cet accès à tout moment.
notice-reader-sms = Un professionnel peut lire votre dossier depuis aujourd’hui. Connectez-vous comme d’habitude pour voir qui.

notice-share-subject = Votre code de partage a été utilisé
notice-share-text = Bonjour { $name },

    un professionnel a tapé aujourd’hui votre code de partage. Il peut lire ce que vous partagez par ce code, et rien d’autre.

    Connectez-vous comme d’habitude pour voir qui, et jusqu’à quand : { $origin }/connexion
    Vous pouvez arrêter ce partage à tout moment.
notice-share-sms = Un professionnel a tapé aujourd’hui votre code de partage. Connectez-vous comme d’habitude pour voir qui.

notice-copied-subject = Un service a été retiré de votre espace
notice-copied-text = Bonjour { $name },

    un service relié à votre espace a été retiré par précaution : quelqu’un a pu copier son accès. Il ne lit plus rien.

    Connectez-vous comme d’habitude pour voir lequel, et ce qui a été lu : { $origin }/connexion
    Vous pouvez le relier de nouveau depuis son application.
notice-copied-sms = Un service a été retiré de votre espace : son accès a pu être copié. Connectez-vous comme d’habitude pour voir lequel.

notice-prevention-subject = Votre calendrier de prévention a du nouveau
notice-prevention-text = Bonjour { $name },

    votre calendrier de prévention, dans votre espace, a du nouveau.

    Connectez-vous comme d’habitude pour le lire : { $origin }/connexion
    Vous pouvez choisir de ne plus en être prévenu, dans vos réglages.
notice-prevention-sms = Votre calendrier de prévention a du nouveau. Connectez-vous comme d’habitude pour le lire.
notice-services-subject = Des services sont reliés à votre espace
notice-services-text = Bonjour { $name },

    des services que vous avez reliés peuvent toujours lire dans votre espace.

    Connectez-vous comme d’habitude pour voir lesquels, et en retirer : { $origin }/connexion
    Ce rappel est envoyé tous les 90 jours.
notice-services-sms = Des services que vous avez reliés lisent toujours dans votre espace. Connectez-vous comme d’habitude pour voir lesquels.

notice-week-subject = Votre semaine dans Carnet
notice-week-text = Bonjour,

    voici en une fois ce qui est venu dans votre espace :

    { $what }

    Connectez-vous comme d’habitude pour voir quoi : { $origin }/connexion

    Vous avez choisi de recevoir ce courriel une fois par semaine. Vous pouvez changer cela dans vos réglages.
notice-week-documents = Du nouveau dans vos documents : { $count } fois
notice-week-message = Un nouveau message : { $count } fois
notice-week-child = Un nouveau message dans l’espace d’un enfant que vous gérez : { $count } fois
notice-week-prevention = Du nouveau dans votre calendrier de prévention : { $count } fois
notice-week-services = Le rappel des services reliés : { $count } fois
notice-week-added = Un ajout par un service relié : { $count } fois
notice-week-other = Autre chose dans votre espace : { $count } fois

notice-held-factors = retirer votre second code, dit perdu

recovery-code-subject = { $code } est votre code pour un mot de passe oublié
recovery-code-text = Bonjour,

    voici le code demandé pour un identifiant ou un mot de passe oublié : { $code }
    Il sert dix minutes, une seule fois, là où il a été demandé.

    Vous n’avez rien demandé ? Ne donnez ce code à personne : sans lui, rien ne change. En cas de doute, appelez le 34 22.
recovery-code-sms = { $code } est votre code pour un mot de passe oublie. Il sert dix minutes. Ne le donnez a personne.

notice-password-subject = Votre mot de passe a été changé
notice-password-text = Bonjour { $name },

    un nouveau mot de passe a été choisi pour votre compte le { $moment }, après un oubli. Vos appareils ont été déconnectés. Votre second code est resté le même.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, appelez tout de suite le 34 22.

    Numéro : { $number }
notice-password-sms = Un nouveau mot de passe a été choisi pour votre compte. Ce n’était pas vous ? Appelez le 3422.

notice-contact-changed-subject = Vos coordonnées ont été changées
notice-contact-changed-text = Bonjour { $name },

    une adresse e-mail ou un numéro de mobile a été changé dans votre espace le { $moment }.
    Pendant trois jours, ce qui vous est envoyé part aussi vers vos coordonnées d’avant, et vous pouvez y revenir.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, appelez le 34 22, ou connectez-vous comme d’habitude : « Mes coordonnées », puis « Revenir aux anciennes ».

    Numéro : { $number }
notice-contact-changed-sms = Vos coordonnées ont été changées dans votre espace. Ce n’était pas vous ? Appelez le 3422 : on peut revenir en arrière pendant trois jours.

notice-contact-restored-subject = Vos coordonnées d’avant ont été remises
notice-contact-restored-text = Bonjour { $name },

    le { $moment }, vos coordonnées sont redevenues celles d’avant. Les nouvelles ne servent plus.

    Si ce n’était pas vous, appelez le 34 22.

    Numéro : { $number }
notice-contact-restored-sms = Vos coordonnées sont redevenues celles d’avant dans votre espace. Ce n’était pas vous ? Appelez le 3422.

notice-factors-dropped-subject = Votre second code a été retiré
notice-factors-dropped-text = Bonjour { $name },

    comme demandé par téléphone, le second code de votre compte, dit perdu, a été retiré le { $moment }.
    Connectez-vous comme d’habitude, avec votre mot de passe : vous en choisirez un nouveau. Pendant trois jours encore, ce qui est plus ancien reste fermé.

    Si ce n’était pas vous, appelez tout de suite le 34 22.

    Numéro : { $number }
notice-factors-dropped-sms = Le second code de votre compte a été retiré, comme demandé par téléphone. Ce n’était pas vous ? Appelez tout de suite le 3422.

notice-factor-set-up-subject = Un nouveau second code protège votre compte
notice-factor-set-up-text = Bonjour { $name },

    un nouveau second code a été mis en place pour votre compte le { $moment }. Pendant trois jours, ce qui est plus ancien reste fermé.

    Si c’était vous, il n’y a rien à faire.
    Si ce n’était pas vous, appelez tout de suite le 34 22 : rien n’a encore pu être lu.

    Numéro : { $number }
notice-factor-set-up-sms = Un nouveau second code a été mis en place pour votre compte. Ce n’était pas vous ? Appelez tout de suite le 3422.
notice-mandate-child-subject = Quelqu’un gère maintenant votre espace
notice-mandate-child-text = Bonjour { $name },

    un représentant légal gère maintenant votre espace.

    Connectez-vous comme d’habitude, ou appelez le 3422, pour savoir qui : { $origin }/connexion
    Si ce n’est pas normal, appelez le 3422.
notice-mandate-child-sms = Un représentant légal gère maintenant votre espace. Si ce n’est pas normal, appelez le 3422.
notice-mandate-adult-subject = Vous gérez maintenant l’espace d’un enfant
notice-mandate-adult-text = Bonjour { $name },

    vous gérez maintenant l’espace d’un enfant, avec votre compte.

    Connectez-vous comme d’habitude pour y aller : { $origin }/connexion
    Si ce n’est pas vous, appelez tout de suite le 3422.
notice-mandate-adult-sms = Vous gérez maintenant l’espace d’un enfant. Si ce n’est pas vous, appelez tout de suite le 3422.
notice-mandate-second-subject = Votre invitation est acceptée
notice-mandate-second-text = Bonjour { $name },

    la personne que vous avez invitée gère maintenant, elle aussi, l’espace de l’enfant.

    Connectez-vous comme d’habitude pour savoir qui le gère : { $origin }/connexion
    Si ce n’est pas normal, appelez le 3422.
notice-mandate-second-sms = La personne que vous avez invitée gère maintenant l’espace de l’enfant avec vous.
notice-mandate-ends-subject = Votre accès à un espace s’arrête le { $day }
notice-mandate-ends-text = Bonjour { $name },

    vous gérez l’espace d’un enfant qui aura 18 ans. Votre accès s’arrête de lui-même le { $day }.

    Connectez-vous comme d’habitude pour voir lequel : { $origin }/connexion
    Rien n’est effacé : l’espace est à la personne dont il porte le nom.
notice-mandate-ends-sms = Votre accès à l’espace d’un enfant s’arrête de lui-même le { $day }, à ses 18 ans.
notice-mandate-ended-subject = Votre accès à un espace s’est arrêté
notice-mandate-ended-text = Bonjour { $name },

    vous gériez l’espace d’un enfant qui a 18 ans. Votre accès s’est arrêté de lui-même le { $day }.

    Rien n’est effacé : l’espace est à la personne dont il porte le nom.
notice-mandate-ended-sms = Votre accès à l’espace d’un enfant s’est arrêté de lui-même le { $day } : il a 18 ans.
notice-mandate-of-age-subject = Votre espace est à vous seul le { $day }
notice-mandate-of-age-text = Bonjour { $name },

    vous aurez 18 ans. Les personnes qui gèrent votre espace n’y ont plus accès le { $day }.

    Ouvrez votre compte, ou connectez-vous comme d’habitude : { $origin }/connexion
    Pour avoir un code, appelez le 3422.
notice-mandate-of-age-sms = Vous aurez 18 ans : les personnes qui gèrent votre espace n’y ont plus accès le { $day }.
notice-care-helped-subject = Un proche voit maintenant votre espace
notice-care-helped-text = Bonjour { $name },

    un proche que vous avez invité voit maintenant votre espace.

    Connectez-vous comme d’habitude pour en savoir plus : { $origin }/connexion
    Si ce n’est pas normal, appelez le 3422.
notice-care-helped-sms = Un proche que vous avez invité voit maintenant votre espace. Si ce n’est pas normal, appelez le 3422.
notice-care-helps-subject = Vous voyez maintenant l’espace d’un proche
notice-care-helps-text = Bonjour { $name },

    vous voyez maintenant l’espace d’un proche, avec votre compte.

    Connectez-vous comme d’habitude pour en savoir plus : { $origin }/connexion
    Si ce n’est pas normal, appelez le 3422.
notice-care-helps-sms = Vous voyez maintenant l’espace d’un proche. Si ce n’est pas normal, appelez le 3422.
notice-care-helped-ended-subject = Un proche a arrêté de voir votre espace
notice-care-helped-ended-text = Bonjour { $name },

    un proche a arrêté de voir votre espace.

    Connectez-vous comme d’habitude pour en savoir plus : { $origin }/connexion
    Si ce n’est pas normal, appelez le 3422.
notice-care-helped-ended-sms = Un proche a arrêté de voir votre espace. Si ce n’est pas normal, appelez le 3422.
notice-care-helps-ended-subject = Votre accès à l’espace d’un proche s’est arrêté
notice-care-helps-ended-text = Bonjour { $name },

    votre accès à l’espace d’un proche s’est arrêté.

    Si ce n’est pas normal, appelez le 3422.
notice-care-helps-ended-sms = Votre accès à l’espace d’un proche s’est arrêté. Si ce n’est pas normal, appelez le 3422.
notice-care-helped-until-subject = L’accès d’un proche à votre espace s’arrête après le { $day }
notice-care-helped-until-text = Bonjour { $name },

    un proche que vous avez invité voit votre espace. Son accès s’arrête de lui-même après le { $day }.

    Pour savoir qui, ou changer ce jour, connectez-vous comme d’habitude : { $origin }/connexion
notice-care-helped-until-sms = L’accès d’un proche à votre espace s’arrête de lui-même après le { $day }.
notice-care-helps-until-subject = Votre accès à l’espace d’un proche s’arrête après le { $day }
notice-care-helps-until-text = Bonjour { $name },

    vous voyez l’espace d’un proche. Votre accès s’arrête de lui-même après le { $day }.

    Pour savoir lequel, connectez-vous comme d’habitude : { $origin }/connexion
    La personne que vous aidez peut changer ce jour.
notice-care-helps-until-sms = Votre accès à l’espace d’un proche s’arrête de lui-même après le { $day }.
