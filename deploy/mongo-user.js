// Runs once, when compose starts MongoDB on an empty volume: makes the user that kigo's
// address names, with rights on kigo's database alone.
const address = new URL(require("fs").readFileSync("/run/secrets/mongodb-uri", "utf8").trim());
const database = address.pathname.slice(1);
db.getSiblingDB(database).createUser({
  user: decodeURIComponent(address.username),
  pwd: decodeURIComponent(address.password),
  roles: [{ role: "readWrite", db: database }],
});
