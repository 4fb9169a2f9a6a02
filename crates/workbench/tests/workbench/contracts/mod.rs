mod approved;
