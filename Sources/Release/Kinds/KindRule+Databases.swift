extension KindRule {
    /// Databases and message brokers.
    static let databases: [KindRule] = [
        KindRule(
            "postgresql.cnpg.io", ["Cluster"], by: "CloudNativePG", chosen: ["spec.imageName"],
            named: ["spec.postgresql.extensions[].image.reference"], deciders: ["spec.imageCatalogRef.name"]),
        KindRule(
            "postgresql.cnpg.io", ["Pooler"], by: "CloudNativePG", chosen: ["spec.pgbouncer.image"],
            unless: "spec.template.spec.containers[].image"),
        KindRule(
            "acid.zalan.do", ["postgresql"], by: "the Postgres operator",
            chosen: ["spec.dockerImage", "spec.connectionPooler.dockerImage"],
            deciders: ["spec.postgresql.version"]),
        KindRule(
            "postgres-operator.crunchydata.com", ["PostgresCluster"], by: "the Crunchy Postgres operator",
            chosen: [
                "spec.image", "spec.backups.pgbackrest.image", "spec.proxy.pgBouncer.image",
                "spec.monitoring.pgmonitor.exporter.image", "spec.userInterface.pgAdmin.image",
            ], deciders: ["spec.postgresVersion"]),
        KindRule(
            "postgres-operator.crunchydata.com", ["PGAdmin", "PGUpgrade"], by: "the Crunchy Postgres operator",
            chosen: ["spec.image"]),
        KindRule(
            "psmdb.percona.com", ["PerconaServerMongoDB"], by: "the Percona operator",
            chosen: [
                "spec.image", "spec.backup.image", "spec.pmm.image", "spec.logcollector.image",
            ], named: ["spec.initImage"], deciders: ["spec.crVersion"]),
        KindRule(
            "pxc.percona.com", ["PerconaXtraDBCluster"], by: "the Percona operator",
            chosen: [
                "spec.pxc.image", "spec.haproxy.image", "spec.proxysql.image", "spec.backup.image", "spec.pmm.image",
                "spec.logcollector.image",
            ], named: ["spec.initContainer.image"], deciders: ["spec.crVersion"]),
        KindRule(
            "ps.percona.com", ["PerconaServerMySQL"], by: "the Percona operator",
            chosen: [
                "spec.mysql.image", "spec.proxy.haproxy.image", "spec.proxy.router.image", "spec.orchestrator.image",
                "spec.backup.image", "spec.pmm.image", "spec.toolkit.image",
            ], deciders: ["spec.crVersion"]),
        KindRule(
            "pgv2.percona.com", ["PerconaPGCluster"], by: "the Percona operator",
            chosen: [
                "spec.image", "spec.proxy.pgBouncer.image", "spec.backups.pgbackrest.image", "spec.pmm.image",
            ], deciders: ["spec.postgresVersion", "spec.crVersion"]),
        KindRule("rabbitmq.com", ["RabbitmqCluster"], by: "the RabbitMQ operator", chosen: ["spec.image"]),
        KindRule(
            "k8s.mariadb.com", ["MariaDB", "MaxScale"], by: "the MariaDB operator", chosen: ["spec.image"]),
        KindRule("minio.min.io", ["Tenant"], by: "the MinIO operator", chosen: ["spec.image", "spec.kes.image"]),
        KindRule(
            "mongodbcommunity.mongodb.com", ["MongoDBCommunity"], by: "the MongoDB operator",
            deciders: ["spec.version"], always: "its images"),
        KindRule(
            "mysql.oracle.com", ["InnoDBCluster"], by: "the MySQL operator",
            deciders: ["spec.version", "spec.imageRepository"], always: "its images"),
        KindRule(
            "cassandra.datastax.com", ["CassandraDatacenter"], by: "the Cassandra operator",
            chosen: ["spec.serverImage"], named: ["spec.configBuilderImage"], deciders: ["spec.serverVersion"]),
        KindRule(
            "k8ssandra.io", ["K8ssandraCluster"], by: "K8ssandra", chosen: ["spec.cassandra.serverImage"],
            deciders: ["spec.cassandra.serverVersion"]),
        KindRule("dragonflydb.io", ["Dragonfly"], by: "the Dragonfly operator", chosen: ["spec.image"]),
        KindRule(
            "databases.spotahome.com", ["RedisFailover"], by: "the Redis operator",
            chosen: ["spec.redis.image", "spec.sentinel.image", "spec.redis.exporter.image"]),
        KindRule(
            "redis.redis.opstreelabs.in", ["Redis", "RedisCluster", "RedisReplication", "RedisSentinel"],
            by: "the Redis operator",
            named: ["spec.kubernetesConfig.image", "spec.redisExporter.image"]),
        KindRule("ceph.rook.io", ["CephCluster"], by: "Rook", named: ["spec.cephVersion.image"]),
    ]
}
