-- Of two merged files: whose report of a month, and whose plan of a year, counts where both have one.
ALTER TABLE twin ADD COLUMN twice TEXT;
ALTER TABLE twin_version ADD COLUMN twice TEXT;
