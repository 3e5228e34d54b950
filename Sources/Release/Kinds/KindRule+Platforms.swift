extension KindRule {
    /// Kinds that install platforms and other operators.
    static let platforms: [KindRule] = [
        KindRule(
            "operators.coreos.com", ["CatalogSource"], by: "the Operator Lifecycle Manager", named: ["spec.image"]),
        KindRule(
            "operators.coreos.com", ["Subscription"], by: "the operator catalog",
            deciders: ["spec.startingCSV", "spec.channel"], always: "the operator's images"),
        KindRule(
            "olm.operatorframework.io", ["ClusterCatalog"], by: "the Operator Lifecycle Manager",
            named: ["spec.source.image.ref"]),
        KindRule(
            "olm.operatorframework.io", ["ClusterExtension"], by: "the operator catalog",
            deciders: ["spec.source.catalog.version", "spec.source.catalog.packageName"],
            always: "the operator's images"),
        KindRule(
            "operator.cluster.x-k8s.io",
            [
                "CoreProvider", "BootstrapProvider", "ControlPlaneProvider", "InfrastructureProvider",
                "AddonProvider", "IPAMProvider",
            ], by: "the Cluster API operator", named: ["spec.deployment.containers[].imageUrl"],
            fields: [.url("spec.fetchConfig.oci", bareIsOCI: true)], deciders: ["spec.version"],
            always: "the provider's images"),
        KindRule(
            "controlplane.cluster.x-k8s.io", ["KubeadmControlPlane"], by: "Cluster API", deciders: ["spec.version"],
            always: "the images of Kubernetes"),
        KindRule(
            "kubevirt.io", ["KubeVirt"], by: "the KubeVirt operator", deciders: ["spec.imageTag"],
            always: "its images"),
        KindRule("cdi.kubevirt.io", ["CDI"], by: "the CDI operator", always: "its images"),
        KindRule(
            "install.istio.io", ["IstioOperator"], by: "the Istio operator", deciders: ["spec.tag", "spec.hub"],
            always: "its images"),
        KindRule(
            "sailoperator.io", ["Istio", "IstioCNI", "ZTunnel"], by: "the Sail operator", deciders: ["spec.version"],
            always: "its images"),
        KindRule(
            "operator.knative.dev", ["KnativeServing", "KnativeEventing"], by: "the Knative operator",
            deciders: ["spec.version"], always: "its images"),
        KindRule("operator.tekton.dev", ["TektonConfig"], by: "the Tekton operator", always: "its images"),
        KindRule(
            "operator.tigera.io", ["Installation"], by: "the Tigera operator", deciders: ["spec.registry"],
            always: "its images"),
        KindRule(
            "serving.kserve.io", ["InferenceService"], by: "KServe",
            deciders: ["spec.predictor.model.runtime", "spec.predictor.model.modelFormat.name"],
            always: "the runtime", onlyIf: "spec.predictor.model"),
        KindRule(
            "serving.kserve.io", ["InferenceService"], by: "KServe",
            chosen: [
                "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm",
                "paddle",
            ].map { FieldPath(stringLiteral: "spec.predictor.\($0).image") }),
        KindRule(
            "serving.kserve.io", ["LLMInferenceService"], by: "KServe", deciders: ["spec.baseRefs[].name"],
            always: "the images of its configuration"),
        KindRule(
            "hypershift.openshift.io", ["HostedCluster", "NodePool"], by: "HyperShift",
            named: ["spec.release.image"]),
        KindRule(
            "fluxcd.controlplane.io", ["FluxInstance"], by: "the Flux operator",
            fields: [.url("spec.distribution.artifact")],
            deciders: ["spec.distribution.version", "spec.distribution.registry"], always: "the controllers of Flux"),
        KindRule("tekton.dev", ["StepAction"], by: "Tekton", named: ["spec.image"]),
        KindRule("caching.internal.knative.dev", ["Image"], by: "Knative", named: ["spec.image"]),
        KindRule(
            "apps.openshift.io", ["DeploymentConfig"], by: "OpenShift", named: ["spec.strategy.customParams.image"]),
        KindRule("", ["DeploymentConfig"], by: "OpenShift", named: ["spec.strategy.customParams.image"]),
    ]

    /// Kinds that pull an OCI artifact that is not a container's image.
    static let artifacts: [KindRule] = [
        KindRule(
            "pkg.crossplane.io", ["Provider", "Function", "Configuration"], by: "Crossplane",
            fields: [.package("spec.package")]),
        KindRule(
            "meta.pkg.crossplane.io", ["Configuration", "Provider", "Function"], by: "Crossplane",
            fields: [
                .dependency("spec.dependsOn[].package"), .dependency("spec.dependsOn[].configuration"),
                .dependency("spec.dependsOn[].provider"), .dependency("spec.dependsOn[].function"),
            ]),
        KindRule(
            "*.upbound.io", ["Project"], by: "Crossplane", fields: [.dependency("spec.dependsOn[].package")]),
        KindRule(
            "extensions.istio.io", ["WasmPlugin"], by: "Istio", fields: [.url("spec.url", bareIsOCI: true)]),
        KindRule(
            "cdi.kubevirt.io", ["DataVolume"], by: "CDI", fields: [.url("spec.source.registry.url")]),
        KindRule(
            "cdi.kubevirt.io", ["DataVolume"], by: "CDI",
            deciders: ["spec.source.registry.imageStream"], always: "the disk",
            onlyIf: "spec.source.registry.imageStream"),
        KindRule(
            "cdi.kubevirt.io", ["VolumeImportSource"], by: "CDI", fields: [.url("spec.source.registry.url")]),
        KindRule(
            "cdi.kubevirt.io", ["DataVolume", "VolumeImportSource"], by: "CDI (v2v-vmware)",
            chosen: ["spec.source.vddk.initImageURL"]),
        KindRule(
            "cdi.kubevirt.io", ["DataImportCron"], by: "CDI",
            fields: [.url("spec.template.spec.source.registry.url")]),
        KindRule(
            "kubevirt.io", ["VirtualMachine"], by: "CDI",
            fields: [.url("spec.dataVolumeTemplates[].spec.source.registry.url")]),
        KindRule(
            "kubevirt.io", ["VirtualMachine"], by: "CDI (v2v-vmware)",
            chosen: ["spec.dataVolumeTemplates[].spec.source.vddk.initImageURL"]),
        KindRule(
            "policies.kubewarden.io", ["ClusterAdmissionPolicy", "AdmissionPolicy"], by: "Kubewarden",
            fields: [.url("spec.module", bareIsOCI: true)]),
        KindRule(
            "policies.kubewarden.io", ["ClusterAdmissionPolicyGroup", "AdmissionPolicyGroup"], by: "Kubewarden",
            fields: [.url("spec.policies.*.module", bareIsOCI: true)]),
        KindRule("policies.kubewarden.io", ["PolicyServer"], by: "Kubewarden", named: ["spec.image"]),
        KindRule(
            "kappctrl.k14s.io", ["App"], by: "kapp-controller",
            named: ["spec.fetch[].imgpkgBundle.image", "spec.fetch[].image.url"]),
        KindRule(
            "packaging.carvel.dev", ["PackageRepository"], by: "kapp-controller",
            named: ["spec.fetch.imgpkgBundle.image"]),
    ]
}
