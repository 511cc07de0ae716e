"""Who somebody is: passwords compared, failures counted, second factors, browsers and sessions."""
