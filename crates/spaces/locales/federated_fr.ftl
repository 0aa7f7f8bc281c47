## Activer son espace sans code, avec FranceConnect

activate-federated-title = Sans code, avec FranceConnect
activate-federated-text = Vous prouvez qui vous êtes sur le site de FranceConnect. Il ne vous faut ni lettre, ni carte Vitale.
activate-federated-button = Activer mon espace avec FranceConnect
activate-federated-nobody = Avec ce que dit FranceConnect, nous ne trouvons pas d’espace à activer. Utilisez le code de la lettre ou de l’e-mail, ou appelez le 3422.
activate-federated-active = Votre espace est déjà actif. Connectez-vous avec votre moyen habituel, puis reliez FranceConnect dans vos réglages.
activate-federated-closed = Cet espace est fermé. Connectez-vous avec votre moyen habituel pour le rouvrir, ou appelez le 3422.
choice-later-federated = Rien ne change. Vous pourrez revenir avec FranceConnect, ou avec un code.
activate-federated-enough = Vous vous connecterez avec FranceConnect. Cela suffit.
activate-federated-password = Choisir aussi un identifiant et un mot de passe
activate-federated-alone = Continuer avec FranceConnect seul
