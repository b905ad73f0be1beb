// Makes MongoDB a replica set of one member, unless it is one, and waits until it takes writes.
const password = encodeURIComponent(require("fs").readFileSync("/run/secrets/mongodb-root", "utf8").trim());
const admin = connect(`mongodb://root:${password}@mongo:27017/admin?directConnection=true`);
try {
  admin.adminCommand({ replSetGetStatus: 1 });
} catch (e) {
  if (e.codeName !== "NotYetInitialized") throw e;
  admin.adminCommand({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] } });
}
for (let tries = 0; !admin.hello().isWritablePrimary; tries++) {
  if (tries > 60) throw new Error("MongoDB did not become primary within a minute");
  sleep(1000);
}
