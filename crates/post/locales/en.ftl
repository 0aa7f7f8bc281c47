## What leaves the house

post-email-wrong = This e-mail address is not right. Example: claire.martin@exemple.fr
post-phone-wrong = This is not the number of a French mobile phone. Example: 06 12 34 56 78
post-address-wrong = This postal address is not right. Write two to seven lines of 60 characters at most.
post-subject-wrong = This subject is empty, too long, or holds a line break. Write it in one line of 150 characters at most.
post-text-wrong = This text is empty, too long, or holds invisible characters. Write it more simply.
post-pdf-wrong = This is not a PDF of less than 4 MB. Save it as a PDF, and lighter.
