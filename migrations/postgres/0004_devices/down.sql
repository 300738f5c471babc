DROP TABLE devices;
DROP TABLE device_codes;
