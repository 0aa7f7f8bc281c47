# Revenir dans son espace, et changer ses coordonnées.

forgot-title = Identifiant ou mot de passe oublié
forgot-lead = Nous envoyons un code à une adresse ou un mobile que vous avez déjà donnés. Avec lui, vous voyez votre identifiant et choisissez un nouveau mot de passe.
forgot-channel = Comment voulez-vous recevoir le code ?
forgot-channel-hint = Si vous n’avez donné que l’autre moyen, c’est lui qui sert.
forgot-by-email = Par e-mail
forgot-by-sms = Par SMS
forgot-phone-title = Téléphone perdu ou changé ?
forgot-phone-1 = Votre second code était sur ce téléphone ? Appelez le 3422 avec votre carte Vitale. Votre demande attend trois jours, et vous en êtes prévenu partout.
forgot-phone-2 = Ensuite, votre mot de passe vous mène à un nouveau second code. Pendant trois jours encore, ce qui est plus ancien reste fermé.
forgot-else-title = Autres situations
forgot-else-passkey = Vous avez une clé d’accès ? Elle suffit, sans mot de passe : choisissez-la sur la page de connexion.
forgot-else-federated = Vous passez par FranceConnect ? Il n’y a pas de mot de passe ici : utilisez son bouton sur la page de connexion.
forgot-else-reach = Vous ne lisez plus ni l’adresse e-mail ni le mobile que vous aviez donnés ? Appelez le 3422.
forgot-back = Revenir à la connexion
forgot-over = Cela a pris trop de temps. Rien n’a été changé : recommencez.
forgot-too-many = Il y a eu trop de demandes pour ce numéro ou depuis cet endroit. Réessayez demain, ou appelez le 3422.

forgot-code-title = Le code que vous avez reçu
forgot-code-lead = Si ces numéros vont ensemble, un code part maintenant. Il arrive en quelques minutes et sert dix minutes. Gardez cette page ouverte.
forgot-code-wrong = Ce n’est pas le bon code. Recopiez les 6 chiffres du dernier message reçu.
forgot-code-dead = Ce code ne sert plus. Recommencez pour en recevoir un autre.
forgot-nothing-title = Rien n’arrive ?
forgot-nothing-1 = Regardez dans les messages indésirables.
forgot-nothing-2 = Vérifiez les numéros de la carte, puis recommencez.
forgot-nothing-3 = Sinon, appelez le 3422.
forgot-again = Recommencer

forgot-password-title = Votre identifiant et votre mot de passe
forgot-username = Votre identifiant :
forgot-new-password = Nouveau mot de passe
forgot-factor-stays = Votre code de sécurité ne change pas : il vous sera demandé à la prochaine connexion. Vos appareils connectés seront déconnectés, et vous en serez prévenu partout.
forgot-only-name = Vous avez retrouvé votre mot de passe ? Rien n’a été changé.
forgot-no-password = Ce compte n’a pas de mot de passe. Vous n’en avez pas besoin.

factor-new-title = Votre nouveau second code
factor-new-lead = Comme vous l’avez demandé au 3422, votre ancien second code est retiré. Choisissez-en un nouveau avant de continuer.
factor-new-days = Pendant trois jours, ce qui est plus ancien reste fermé, et vos coordonnées ne changent pas : cela vous protège si quelqu’un d’autre a appelé à votre place.

settings-lead = Tout ce que vous pouvez régler, et où.
settings-reaching = L’adresse e-mail et le mobile où vous êtes joint.
settings-choosing = Ce dont vous êtes prévenu, par e-mail ou par SMS.
settings-sign-in = Votre mot de passe, votre second code, vos clés d’accès.
settings-devices = Où votre compte est ouvert, pour le fermer ailleurs.
settings-sharing-title = Mes règles de partage
settings-sharing = Ce que les professionnels peuvent ouvrir.
settings-agenda-title = Rappels et agenda
settings-agenda = Les rappels, et votre agenda dans une autre application.
settings-life = Son ouverture, ses codes, vos décisions.
settings-closing = Ce qui se passe alors, et pendant combien de temps vous pouvez revenir.

reaching-title = Mes coordonnées
reaching-lead = Voici où vous êtes joint. Les avis y arrivent, et les codes si vous oubliez votre mot de passe.
reaching-own = Celles que vous avez données
reaching-none = Vous n’en avez pas encore donné.
reaching-email = E-mail
reaching-mobile = Mobile
reaching-fund = Celles que l’assurance maladie connaît
reaching-fund-text = Elles ne changent pas ici : mettez-les à jour auprès de votre caisse.
reaching-code = Le code reçu
reaching-change = Changer
reaching-change-text = Un code part vers la nouvelle. L’ancienne est prévenue, et reste jointe pendant trois jours.
reaching-new-email = Nouvelle adresse e-mail
reaching-new-mobile = Ou nouveau numéro de mobile
reaching-changed = C’est changé. Vos anciennes coordonnées en sont prévenues.
reaching-restored = Vos coordonnées sont de nouveau celles d’avant. Vous en êtes prévenu.
reaching-undone = Vos coordonnées ont changé. Jusqu’au { $until }, les anciennes sont prévenues aussi, et vous pouvez y revenir.
reaching-restore = Revenir aux anciennes
reaching-first-days = Votre accès est tout récent : vos coordonnées ne changent pas pendant les trois premiers jours.

life-recovery-asked = Code envoyé pour un mot de passe oublié
life-password-reset = Nouveau mot de passe choisi après un oubli
life-contact-changed = Coordonnées changées
life-contact-restored = Anciennes coordonnées remises
life-factors-dropped = Second code retiré : il était perdu
life-factor-set-up = Nouveau second code
life-representative = { $name } gère cet espace, comme représentant légal, depuis le { $since } et jusqu’au { $until }.
life-represented = Un représentant légal gère cet espace
life-opened-for-child = Espace ouvert par un représentant légal
life-representation-ended = Un représentant légal ne gère plus cet espace
life-held-factors = Le retrait de votre second code, dit perdu, a été demandé par téléphone le { $asked }. Il aura lieu le { $due }. Si ce n’était pas vous, annulez-le.
life-held-factors-child = Le retrait du second code { $of }, dit perdu, a été demandé par téléphone le { $asked }. Il aura lieu le { $due }. Si ce n’est pas normal, appelez le 3422.
given-password = Un nouveau mot de passe a été choisi après un oubli
given-contact = Vos coordonnées ont été changées
given-contact-back = Vos anciennes coordonnées ont été remises
given-factors = Votre second code, dit perdu, a été retiré
given-factor-new = Un nouveau second code a été mis en place
