-- Conversations, which a holder confides beside what is seen, or not. Class: identity.
ALTER TABLE carer ADD COLUMN messages_since INTEGER; -- since when: none that began before; of an invitation, when it was made
