/// Kubernetes manifests as charts render them: a quarter each of ConfigMaps, Roles, Services and Deployments.
enum RenderedManifests {
    /// As many documents as fit, each about 1.4 KB.
    static func text(bytes: Int) -> String {
        var text = ""
        var number = 0
        while text.utf8.count < bytes {
            text += document(number)
            number += 1
        }
        return text
    }

    private static func document(_ number: Int) -> String {
        let head =
            "---\n# Source: web/charts/part\(number % 40)/templates/object.yaml\n"
            + "metadata:\n  name: object-\(number)\n  namespace: prod\n  labels:\n    app.kubernetes.io/name: part\(number % 40)\n"
            + "    app.kubernetes.io/instance: web\n    app.kubernetes.io/managed-by: Helm\n    helm.sh/chart: part-1.2.3\n"
        switch number % 4 {
        case 0:
            return head + "apiVersion: v1\nkind: ConfigMap\ndata:\n  settings.conf: |\n"
                + (0..<30).map { "    key_\($0) = value of the setting \($0) # with a remark\n" }.joined()
        case 1:
            return head + "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n"
                + (0..<10).map {
                    "- apiGroups: [apps]\n  resources: [deployments, part\($0)]\n  verbs: [get, list, watch]\n"
                }
                .joined()
        case 2:
            return head + "apiVersion: v1\nkind: Service\nspec:\n  ports:\n"
                + (0..<16).map {
                    "  - name: port-\($0)\n    port: \(8000 + $0)\n    targetPort: http-\($0)\n    protocol: TCP\n"
                }
                .joined()
        default:
            return head
                + "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n"
                + (0..<3).map { index in
                    "      - name: c\(index)\n        image: \"registry.example.org/part\(number % 40)/c\(index):1.2.\(number)\"\n"
                        + "        imagePullPolicy: IfNotPresent\n        args: [--listen, \":8080\", --name=x]\n        env:\n"
                        + (0..<4).map { "        - {name: VARIABLE_\($0), value: \"value \($0)\"}\n" }.joined()
                        + "        resources:\n          limits: {cpu: 100m, memory: 128Mi}\n"
                }.joined()
        }
    }
}
