DROP TABLE terms_answers;
