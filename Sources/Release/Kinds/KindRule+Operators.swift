extension KindRule {
    /// Kinds whose operator chooses an image from a version or its own settings where the object names none.
    static let operators: [KindRule] = [
        KindRule(
            "*.k8s.elastic.co",
            [
                "Elasticsearch", "Kibana", "ApmServer", "EnterpriseSearch", "Beat", "Agent", "Logstash",
                "ElasticMapsServer", "PackageRegistry", "AutoOpsAgentPolicy",
            ], by: "the ECK operator", chosen: ["spec.image"]),
        KindRule(
            "kafka.strimzi.io", ["Kafka"], by: "Strimzi",
            chosen: [
                "spec.kafka.image", "spec.zookeeper.image", "spec.entityOperator.topicOperator.image",
                "spec.entityOperator.userOperator.image", "spec.cruiseControl.image", "spec.kafkaExporter.image",
            ], deciders: ["spec.kafka.version"]),
        KindRule(
            "kafka.strimzi.io", ["KafkaConnect", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaBridge"],
            by: "Strimzi", chosen: ["spec.image"], named: ["spec.plugins[].artifacts[].reference"],
            // An image that Strimzi builds and pushes before it is pulled.
            deciders: ["spec.build.output.image"]),
        KindRule(
            "opentelemetry.io", ["OpenTelemetryCollector"], by: "the OpenTelemetry operator",
            chosen: ["spec.image", "spec.targetAllocator.image"]),
        KindRule(
            "opentelemetry.io", ["TargetAllocator", "OpAMPBridge"], by: "the OpenTelemetry operator",
            chosen: ["spec.image"]),
        KindRule(
            "opentelemetry.io", ["Instrumentation"], by: "the OpenTelemetry operator",
            chosen: [
                "spec.java.image", "spec.nodejs.image", "spec.python.image", "spec.dotnet.image", "spec.go.image",
                "spec.apacheHttpd.image", "spec.nginx.image",
            ]),
        KindRule(
            "monitoring.coreos.com", ["Prometheus", "PrometheusAgent", "ThanosRuler", "Alertmanager"],
            by: "the Prometheus operator", fields: [.orBase("spec.image"), .orBase("spec.thanos.image")],
            always: "the config reloader"),
        KindRule(
            "operator.victoriametrics.com",
            ["VMSingle", "VMAgent", "VMAlert", "VMAlertmanager", "VMAuth", "VLogs", "VLSingle"],
            by: "the VictoriaMetrics operator", fields: [.parts("spec.image")]),
        KindRule(
            "operator.victoriametrics.com", ["VMCluster"], by: "the VictoriaMetrics operator",
            fields: [
                .parts("spec.vmstorage.image"), .parts("spec.vmselect.image"), .parts("spec.vminsert.image"),
            ], deciders: ["spec.clusterVersion"]),
        KindRule(
            "grafana.integreatly.org", ["Grafana"], by: "the Grafana operator",
            fields: [Field(path: "spec.version", form: .versionOrReference, isChosen: true)]),
        KindRule(
            "loki.grafana.com", ["LokiStack"], by: "the Loki operator", deciders: ["spec.size"], always: "its images"),
        KindRule(
            "tempo.grafana.com", ["TempoStack"], by: "the Tempo operator",
            named: [
                "spec.images.tempo", "spec.images.tempoQuery", "spec.images.tempoGateway",
                "spec.images.tempoGatewayOpa", "spec.images.oauthProxy", "spec.images.jaegerQuery",
            ], always: "the images it does not name"),
        KindRule("tempo.grafana.com", ["TempoMonolithic"], by: "the Tempo operator", always: "its images"),
        KindRule(
            "jaegertracing.io", ["Jaeger"], by: "the Jaeger operator",
            named: [
                "spec.allInOne.image", "spec.collector.image", "spec.query.image", "spec.ingester.image",
                "spec.agent.image",
            ], deciders: ["spec.strategy"], always: "the images it does not name"),
        KindRule(
            "vault.banzaicloud.com", ["Vault"], by: "the Vault operator",
            chosen: ["spec.image", "spec.bankVaultsImage"], named: ["spec.statsdImage", "spec.fluentdImage"]),
        KindRule(
            "cert-manager.io", ["Issuer", "ClusterIssuer"], by: "cert-manager",
            always: "the HTTP-01 solver (--acme-http01-solver-image)", onlyIf: "spec.acme.solvers[].http01"),
        KindRule("k8s.keycloak.org", ["Keycloak"], by: "the Keycloak operator", chosen: ["spec.image"]),
        KindRule(
            "argoproj.io", ["ArgoCD"], by: "the Argo CD operator", deciders: ["spec.version"], always: "its images"),
        KindRule(
            "argoproj.io", ["EventBus"], by: "Argo Events", deciders: ["spec.jetstream.version"], always: "its images"
        ),
        KindRule(
            "kiali.io", ["Kiali"], by: "the Kiali operator",
            deciders: ["spec.deployment.image_version", "spec.version"], always: "its image"),
        KindRule(
            "flink.apache.org", ["FlinkDeployment"], by: "the Flink operator", chosen: ["spec.image"],
            deciders: ["spec.flinkVersion"]),
        KindRule(
            "sparkoperator.k8s.io", ["SparkApplication"], by: "the Spark operator",
            named: ["spec.image", "spec.driver.image", "spec.executor.image"]),
        KindRule(
            "sparkoperator.k8s.io", ["ScheduledSparkApplication"], by: "the Spark operator",
            named: ["spec.template.image", "spec.template.driver.image", "spec.template.executor.image"]),
        KindRule("core.spinkube.dev", ["SpinApp"], by: "the Spin operator", named: ["spec.image"]),
        KindRule("openfaas.com", ["Function"], by: "OpenFaaS", named: ["spec.image"]),
        KindRule("core.humio.com", ["HumioCluster"], by: "the Humio operator", chosen: ["spec.image"]),
        KindRule(
            "actions.summerwind.dev", ["RunnerDeployment", "RunnerReplicaSet", "RunnerSet"],
            by: "the runner controller", chosen: ["spec.template.spec.image"]),
        KindRule(
            "k6.io", ["TestRun", "K6"], by: "the k6 operator",
            named: ["spec.runner.image", "spec.starter.image", "spec.initializer.image"]),
    ]
}
