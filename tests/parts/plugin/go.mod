module plugin.test

go 1.21
