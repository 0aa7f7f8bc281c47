-- Whether a holder chose to be told by post too; nobody did before.
ALTER TABLE notice_choice ADD COLUMN by_letter INTEGER NOT NULL DEFAULT 0;
