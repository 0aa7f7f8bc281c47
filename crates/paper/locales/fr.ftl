# Ce qui ne peut pas être imprimé.

paper-long = Ce texte est trop long pour une lettre. Raccourcissez-le.
paper-address = L’adresse ne tient pas dans la fenêtre de l’enveloppe. Écrivez-la en sept lignes courtes au plus, par exemple « 12 rue des Lilas ».
paper-sign = L’adresse contient un signe que nous ne pouvons pas imprimer. Écrivez-la en lettres latines, par exemple « Łukasz » ou « Đặng ».
paper-many = Il y a trop de lettres pour un seul fichier. Imprimez-les en plusieurs fois.
