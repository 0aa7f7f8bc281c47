# What cannot be printed.

paper-long = This text is too long for a letter. Shorten it.
paper-address = The address does not fit the window of the envelope. Write it in seven short lines at most, for example “12 rue des Lilas”.
paper-sign = The address has a sign that we cannot print. Write it in Latin letters, for example “Łukasz” or “Đặng”.
paper-many = There are too many letters for one file. Print them in several files.
