// Stands in for electron in every layer that must not see it: importing a name from here does not compile.
