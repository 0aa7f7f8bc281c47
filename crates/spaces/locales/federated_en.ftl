## Activating one's space without a code, with FranceConnect

activate-federated-title = Without a code, with FranceConnect
activate-federated-text = You prove who you are on the site of FranceConnect. You need neither the letter nor the health card.
activate-federated-button = Activate my space with FranceConnect
activate-federated-nobody = With what FranceConnect tells, we find no space to activate. Use the code of the letter or the e-mail, or call 3422.
activate-federated-active = Your space is active already. Sign in the way you are used to, then link FranceConnect in your settings.
activate-federated-closed = This space is closed. Sign in as you usually do to open it again, or call 3422.
choice-later-federated = Nothing changes. You may come back with FranceConnect, or with a code.
activate-federated-enough = You will sign in with FranceConnect. That is enough.
activate-federated-password = Choose a username and a password too
activate-federated-alone = Go on with FranceConnect alone
