-- Conditions of list rules are kept as a person writes them. The program goes on reading the older form in their history.
UPDATE list_condition SET value = '本年1月', name = REPLACE(name, '{year}-01', '本年1月') WHERE value = '{year}-01';
UPDATE list_condition SET value = '本年2月', name = REPLACE(name, '{year}-02', '本年2月') WHERE value = '{year}-02';
UPDATE list_condition SET value = '本年3月', name = REPLACE(name, '{year}-03', '本年3月') WHERE value = '{year}-03';
UPDATE list_condition SET value = '本年4月', name = REPLACE(name, '{year}-04', '本年4月') WHERE value = '{year}-04';
UPDATE list_condition SET value = '本年5月', name = REPLACE(name, '{year}-05', '本年5月') WHERE value = '{year}-05';
UPDATE list_condition SET value = '本年6月', name = REPLACE(name, '{year}-06', '本年6月') WHERE value = '{year}-06';
UPDATE list_condition SET value = '本年7月', name = REPLACE(name, '{year}-07', '本年7月') WHERE value = '{year}-07';
UPDATE list_condition SET value = '本年8月', name = REPLACE(name, '{year}-08', '本年8月') WHERE value = '{year}-08';
UPDATE list_condition SET value = '本年9月', name = REPLACE(name, '{year}-09', '本年9月') WHERE value = '{year}-09';
UPDATE list_condition SET value = '本年10月', name = REPLACE(name, '{year}-10', '本年10月') WHERE value = '{year}-10';
UPDATE list_condition SET value = '本年11月', name = REPLACE(name, '{year}-11', '本年11月') WHERE value = '{year}-11';
UPDATE list_condition SET value = '本年12月', name = REPLACE(name, '{year}-12', '本年12月') WHERE value = '{year}-12';
UPDATE list_condition SET value = REPLACE(REPLACE(value, '，', '、'), ',', '、'), name = REPLACE(REPLACE(name, '，', '、'), ',', '、') WHERE op IN ('is', 'is_not', 'has_all');
