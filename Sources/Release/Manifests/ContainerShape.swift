/// The keys that hold containers, in pods and in custom resources that create pods.
enum ContainerShape {
    /// The name of an element of the list.
    static func element(of key: String) -> String? { lists[key] }

    /// Whether the key holds a single container.
    static func isSingle(_ key: String) -> Bool { singles.contains(key) }

    /// Whether the list holds only containers, so that a bad image in it is a fault.
    static func isStrict(_ key: String) -> Bool {
        key == "containers" || key == "initContainers" || key == "ephemeralContainers"
    }

    private static let lists = [
        "containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container",
        // Argo Workflows and Tekton.
        "sidecars": "sidecar", "steps": "step",
        // Operator Lifecycle Manager: images that an operator pulls.
        "relatedImages": "related image",
    ]

    // Argo Workflows; Tekton; KubeVirt.
    private static let singles: Set = ["container", "script", "stepTemplate", "containerDisk"]

    /// Image fields of well-known custom resources outside containers.
    static let known: [String: [ImagePath]] = [
        "monitoring.coreos.com": [
            ImagePath("Prometheus", ["spec", "image"]), ImagePath("Prometheus", ["spec", "thanos", "image"]),
            ImagePath("PrometheusAgent", ["spec", "image"]), ImagePath("Alertmanager", ["spec", "image"]),
            ImagePath("ThanosRuler", ["spec", "image"]),
        ],
        "tekton.dev": [ImagePath("StepAction", ["spec", "image"])],
        "caching.internal.knative.dev": [ImagePath("Image", ["spec", "image"])],
        "ceph.rook.io": [ImagePath("CephCluster", ["spec", "cephVersion", "image"])],
        "postgresql.cnpg.io": [ImagePath("Cluster", ["spec", "imageName"])],
        "acid.zalan.do": [ImagePath("postgresql", ["spec", "dockerImage"])],
        "opentelemetry.io": [ImagePath("OpenTelemetryCollector", ["spec", "image"])],
        "elasticsearch.k8s.elastic.co": [ImagePath("Elasticsearch", ["spec", "image"])],
        "k8s.mariadb.com": [ImagePath("MariaDB", ["spec", "image"]), ImagePath("MaxScale", ["spec", "image"])],
        "k8s.keycloak.org": [ImagePath("Keycloak", ["spec", "image"])],
        "core.spinkube.dev": [ImagePath("SpinApp", ["spec", "image"])],
        "openfaas.com": [ImagePath("Function", ["spec", "image"])],
        "minio.min.io": [ImagePath("Tenant", ["spec", "image"])],
        "rabbitmq.com": [ImagePath("RabbitmqCluster", ["spec", "image"])],
        "core.humio.com": [ImagePath("HumioCluster", ["spec", "image"])],
        "flink.apache.org": [ImagePath("FlinkDeployment", ["spec", "image"])],
        "hypershift.openshift.io": [
            ImagePath("HostedCluster", ["spec", "release", "image"]),
            ImagePath("NodePool", ["spec", "release", "image"]),
        ],
        "kafka.strimzi.io": [
            ImagePath("Kafka", ["spec", "kafka", "image"]), ImagePath("Kafka", ["spec", "zookeeper", "image"]),
            ImagePath("Kafka", ["spec", "entityOperator", "topicOperator", "image"]),
            ImagePath("Kafka", ["spec", "entityOperator", "userOperator", "image"]),
            ImagePath("Kafka", ["spec", "cruiseControl", "image"]),
            ImagePath("Kafka", ["spec", "kafkaExporter", "image"]),
            ImagePath("KafkaConnect", ["spec", "image"]), ImagePath("KafkaMirrorMaker2", ["spec", "image"]),
            ImagePath("KafkaBridge", ["spec", "image"]),
        ],
        "apm.k8s.elastic.co": [ImagePath("ApmServer", ["spec", "image"])],
        "beat.k8s.elastic.co": [ImagePath("Beat", ["spec", "image"])],
        "agent.k8s.elastic.co": [ImagePath("Agent", ["spec", "image"])],
        "logstash.k8s.elastic.co": [ImagePath("Logstash", ["spec", "image"])],
        "enterprisesearch.k8s.elastic.co": [ImagePath("EnterpriseSearch", ["spec", "image"])],
        "maps.k8s.elastic.co": [ImagePath("ElasticMapsServer", ["spec", "image"])],
        "kibana.k8s.elastic.co": [ImagePath("Kibana", ["spec", "image"])],
        "sparkoperator.k8s.io": [
            ImagePath("SparkApplication", ["spec", "image"]),
            ImagePath("SparkApplication", ["spec", "driver", "image"]),
            ImagePath("SparkApplication", ["spec", "executor", "image"]),
            ImagePath("ScheduledSparkApplication", ["spec", "template", "image"]),
        ],
    ]
}
