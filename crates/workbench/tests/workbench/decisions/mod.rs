mod cutover_erp;
