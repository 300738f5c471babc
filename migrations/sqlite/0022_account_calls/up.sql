-- Nothing is kept of it: with it goes, on the way down, a setting that a program from before cannot read.
SELECT 1;
