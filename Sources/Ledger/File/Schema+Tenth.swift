extension Schema {
    // The bytes of a manifest are stored once, and the reply of a path next to its proof, which deletes it. What a run reuses
    // is stored as sets, like the contents of its images: the next run reuses the same. A set has a key, because its paths
    // are stored only by number. The record of a run may be stored as its difference to `recordBase`, and its inputs once for
    // all runs with the same inputs.
    static let tenth = """
        CREATE TABLE manifest (
            digest TEXT PRIMARY KEY,
            packed BLOB NOT NULL
        ) STRICT;
        CREATE TABLE manifestReply (
            path INTEGER PRIMARY KEY REFERENCES proof(path) ON DELETE CASCADE,
            contentType TEXT,
            rootNodes TEXT
        ) STRICT;
        CREATE TABLE claimSet (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE claimSetMember (
            claimSet INTEGER NOT NULL,
            path INTEGER NOT NULL REFERENCES path(id),
            size INTEGER NOT NULL,
            kind TEXT NOT NULL,
            PRIMARY KEY (claimSet, path)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claimSetMemberByPath ON claimSetMember (path);
        CREATE TABLE reuse (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            claimSet INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (run, claimSet)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reuseBySet ON reuse (claimSet, run);
        CREATE TABLE recordBase (
            id INTEGER PRIMARY KEY,
            record BLOB NOT NULL
        ) STRICT;
        CREATE TABLE inputs (
            id INTEGER PRIMARY KEY,
            packed BLOB NOT NULL UNIQUE
        ) STRICT;
        ALTER TABLE run ADD COLUMN recordBase INTEGER;
        ALTER TABLE run ADD COLUMN inputs INTEGER;
        CREATE INDEX runByBase ON run (recordBase) WHERE recordBase IS NOT NULL;
        """
}
