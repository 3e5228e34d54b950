import GRDB

/// The tables of the ledger. Migrations are named and append-only: a released migration is never edited.
enum Schema {
    /// `BLBG`, which identifies the file (https://www.sqlite.org/pragma.html#pragma_application_id).
    static let applicationID: Int64 = 0x424c_4247

    /// Parts of the schema that no other program's database has.
    static let marks = [
        "CREATE TABLE path (\n    id INTEGER PRIMARY KEY,\n    registry", "INDEX leaseByHolder ON lease",
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 paths, proofs, leases, runs, claims", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: first)
        }
        migrator.registerMigration("2 unpacked layers") { db in
            try db.execute(sql: "ALTER TABLE proof ADD COLUMN diffID TEXT")
        }
        migrator.registerMigration("3 checkpoints, certificates, spot checks, exceptions") { db in
            try db.execute(sql: third)
        }
        migrator.registerMigration("4 images of runs and their contents") { db in
            try db.execute(sql: fourth)
        }
        migrator.registerMigration("5 proofs of other machines") { db in
            try db.execute(sql: fifth)
        }
        migrator.registerMigration("6 layers of configurations") { db in
            try db.execute(sql: "ALTER TABLE proof ADD COLUMN layerCount INTEGER")
        }
        migrator.registerMigration("7 overrides of names") { db in
            try db.execute(sql: seventh)
        }
        migrator.registerMigration("8 backends of one machine") { db in
            try db.execute(sql: eighth)
        }
        // The kinds of nodes that a proof counts for, in the order of `NodeKind`, separated by commas. Proofs from before have none:
        // they were read with requests that no node makes.
        migrator.registerMigration("9 kinds of nodes") { db in
            try db.execute(sql: "ALTER TABLE proof ADD COLUMN nodes TEXT NOT NULL DEFAULT ''")
        }
        migrator.registerMigration("10 manifests, shared claims, shared records") { db in
            try db.execute(sql: Self.tenth)
        }
        migrator.registerMigration("11 sources of proofs") { db in
            try db.execute(sql: eleventh)
        }
        migrator.registerMigration("12 unfinished blobs") { db in
            try db.execute(sql: twelfth)
        }
        return migrator
    }

    /// Migrations applied by a newer version that this version does not know.
    static func unknownMigrations(_ db: Database) throws -> [String] {
        let migrator = Self.migrator
        return try migrator.appliedIdentifiers(db).subtracting(migrator.migrations).sorted()
    }

    /// Whether the file is another program's database.
    static func isForeign(_ db: Database) throws -> Bool {
        let id = try Int64.fetchOne(db, sql: "PRAGMA application_id")
        if id == applicationID { return false }
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'")
        return id != 0 || tables != 0
    }

    // A `path` row outlives its proof: its times answer "was this ever proven", and stop an older proof that is
    // recorded late from superseding a newer refusal. A run is not pruned while a proof refers to it.
    private static let first = """
        CREATE TABLE path (
            id INTEGER PRIMARY KEY,
            registry TEXT NOT NULL,
            repository TEXT NOT NULL,
            digest TEXT NOT NULL,
            backend TEXT NOT NULL,
            firstProvenAt INTEGER,
            lastProvenAt INTEGER,
            lastRefusedAt INTEGER,
            UNIQUE (registry, repository, digest, backend)
        ) STRICT;
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            startedAt INTEGER NOT NULL,
            finishedAt INTEGER,
            vantage TEXT NOT NULL,
            version TEXT NOT NULL,
            command TEXT NOT NULL,
            process TEXT NOT NULL,
            recheckOf INTEGER,
            verdict TEXT,
            exitCode INTEGER,
            request BLOB NOT NULL,
            report BLOB
        ) STRICT;
        CREATE TABLE proof (
            path INTEGER PRIMARY KEY REFERENCES path(id),
            size INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            address TEXT,
            cacheStatus TEXT,
            provenAt INTEGER NOT NULL,
            run INTEGER NOT NULL REFERENCES run(id)
        ) STRICT;
        CREATE INDEX proofByRun ON proof (run);
        CREATE TABLE lease (
            path INTEGER PRIMARY KEY REFERENCES path(id),
            holder TEXT NOT NULL,
            renewedAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX leaseByHolder ON lease (holder);
        CREATE TABLE claim (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            path INTEGER NOT NULL REFERENCES path(id),
            size INTEGER NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            code TEXT,
            detail BLOB,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX claimByRun ON claim (run, path);
        CREATE INDEX claimByPath ON claim (path);
        """

    // Hash states depend only on the bytes, so one row serves every path of a digest. They are stored in parts of which
    // four fill a page; stored whole, those of a blob of 70 MiB would leave half a page empty. An exception is never
    // erased, so that it can always be seen who accepted what.
    private static let third = """
        CREATE TABLE checkpoint (
            digest TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            provenAt INTEGER NOT NULL,
            firstPart INTEGER NOT NULL,
            parts INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpointPart (
            id INTEGER PRIMARY KEY,
            states BLOB NOT NULL
        ) STRICT;
        ALTER TABLE proof ADD COLUMN certificate TEXT;
        ALTER TABLE proof ADD COLUMN readThrough INTEGER;
        ALTER TABLE proof ADD COLUMN spotCheckedAt INTEGER;
        CREATE TABLE exception (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest TEXT NOT NULL,
            backend TEXT,
            registry TEXT,
            reason TEXT NOT NULL,
            who TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            withdrawnAt INTEGER
        ) STRICT;
        """

    // The same release is checked again and again, so image contents are stored as one set for all runs with the same
    // contents, and every text is stored once. A set is found by its members, and its members by a content.
    private static let fourth = """
        CREATE TABLE word (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL,
            registry INTEGER NOT NULL,
            UNIQUE (digest, registry)
        ) STRICT;
        CREATE TABLE contentSet (
            id INTEGER PRIMARY KEY,
            members BLOB NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE contentSetMember (
            content INTEGER NOT NULL,
            contentSet INTEGER NOT NULL,
            PRIMARY KEY (content, contentSet)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE imageUse (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            image INTEGER NOT NULL,
            origins INTEGER NOT NULL,
            contentSet INTEGER NOT NULL,
            PRIMARY KEY (run, image, origins)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX imageUseBySet ON imageUse (contentSet, run);
        """

    // A tag that is missing has no digest. The numbers of overrides stay the same.
    private static let seventh = """
        CREATE TABLE newException (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest TEXT,
            repository TEXT,
            tag TEXT,
            backend TEXT,
            registry TEXT,
            reason TEXT NOT NULL,
            who TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            withdrawnAt INTEGER,
            CHECK ((digest IS NULL) = (tag IS NOT NULL) AND (tag IS NULL) = (repository IS NULL))
        ) STRICT;
        INSERT INTO newException (id, digest, backend, registry, reason, who, createdAt, expiresAt, withdrawnAt)
            SELECT id, digest, backend, registry, reason, who, createdAt, expiresAt, withdrawnAt FROM exception;
        DROP TABLE exception;
        ALTER TABLE newException RENAME TO exception;
        """

    // Backends with an address of one machine have a path for each machine; all others have none. A renamed table would have
    // another text in the schema, which has to have `marks`. Proofs from before this migration stay under the empty machine,
    // where those of local backends are no longer found.
    private static let eighth = """
        CREATE TEMP TABLE formerPath AS SELECT * FROM path;
        DROP TABLE path;
        CREATE TABLE path (
            id INTEGER PRIMARY KEY,
            registry TEXT NOT NULL,
            repository TEXT NOT NULL,
            digest TEXT NOT NULL,
            backend TEXT NOT NULL,
            machine TEXT NOT NULL DEFAULT '',
            firstProvenAt INTEGER,
            lastProvenAt INTEGER,
            lastRefusedAt INTEGER,
            UNIQUE (registry, repository, digest, backend, machine)
        ) STRICT;
        INSERT INTO path (id, registry, repository, digest, backend, firstProvenAt, lastProvenAt, lastRefusedAt)
            SELECT id, registry, repository, digest, backend, firstProvenAt, lastProvenAt, lastRefusedAt FROM formerPath;
        DROP TABLE formerPath;
        """

    // Few proofs have a source, so it is stored next to them. Whoever has a digest asks for the paths of all its repositories.
    private static let eleventh = """
        CREATE TABLE proofSource (
            path INTEGER PRIMARY KEY REFERENCES proof(path) ON DELETE CASCADE,
            place TEXT NOT NULL,
            entityTag TEXT,
            repository TEXT
        ) STRICT;
        CREATE INDEX pathByDigest ON path (digest);
        """

    // An imported proof refers to the import as its run. The origin is stored next to it, with the run number of the
    // other ledger.
    private static let fifth = """
        ALTER TABLE proof ADD COLUMN originRun INTEGER;
        ALTER TABLE proof ADD COLUMN originVantage TEXT;
        """

    // The states are added while a blob is read, so each piece is a row of its own. Numbers are never used again: whoever still
    // writes for an earlier reading finds no row.
    private static let twelfth = """
        CREATE TABLE partial (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path INTEGER NOT NULL UNIQUE REFERENCES path(id) ON DELETE CASCADE,
            size INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            certificate TEXT,
            startedAt INTEGER NOT NULL,
            entityTag TEXT,
            cacheStatus TEXT,
            showsCache INTEGER NOT NULL,
            opening BLOB NOT NULL
        ) STRICT;
        CREATE TABLE partialStates (
            partial INTEGER NOT NULL REFERENCES partial(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            states BLOB NOT NULL,
            PRIMARY KEY (partial, number)
        ) STRICT, WITHOUT ROWID;
        """
}
