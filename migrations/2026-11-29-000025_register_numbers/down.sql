DROP TRIGGER assignments_number_once ON assignments;
DROP TRIGGER dispositions_number_once ON dispositions;
DROP TRIGGER reports_number_once ON reports;
DROP TRIGGER reports_number_once_from_the_start ON reports;
DROP FUNCTION keep_register_number();
DROP TABLE register_numbers;
