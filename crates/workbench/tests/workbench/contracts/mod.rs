mod frozen;
