internal import Foundation

/// A container that an admission webhook adds to pods, by annotations or labels on the pod or its namespace.
struct InjectedSidecar: Sendable {
    /// The container, with its injector.
    let name: String
    /// The keys that turn it on, unless their value says no. A key that ends in `*` means every key that starts so.
    let switches: [String]
    /// The annotation that names its image.
    let image: String?
    /// The annotation with its tag, for an image named without one.
    var version: String?
    /// Whether a name without a slash is completed by the injector.
    var needsSlash = false

    /// How an annotation or label concerns the sidecar.
    enum Meaning {
        case image
        case on
    }

    /// The sidecar that a key concerns.
    static func of(_ key: String, value: String) -> (sidecar: InjectedSidecar, meaning: Meaning)? {
        // Most keys are in no such domain.
        guard key.utf8.contains(UInt8(ascii: "/")) || key.hasPrefix("istio"),
            domains.contains(where: { key.hasPrefix($0) || key.hasSuffix(".custom-image") })
        else { return nil }
        for sidecar in all {
            if key == sidecar.image { return (sidecar, .image) }
            if sidecar.switches.contains(where: { Self.matches(key, $0) }), !off.contains(value.lowercased()) {
                return (sidecar, .on)
            }
        }
        if key.hasPrefix("admission.datadoghq.com/"), key.hasSuffix("-lib.custom-image") {
            return (InjectedSidecar(name: "the Datadog library", switches: [], image: key), .image)
        }
        return nil
    }

    private static func matches(_ key: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*") ? key.hasPrefix(pattern.dropLast()) : key == pattern
    }

    private static let off: Set<String> = ["false", "disabled", "no", "off", "", "0"]

    private static let domains: [String] = Array(
        Set((all.flatMap(\.switches) + all.compactMap(\.image)).map { String($0.prefix { $0 != "/" }) }))

    private static let all: [InjectedSidecar] = [
        InjectedSidecar(
            name: "the Vault agent (AGENT_INJECT_VAULT_IMAGE)", switches: ["vault.hashicorp.com/agent-inject"],
            image: "vault.hashicorp.com/agent-image"),
        InjectedSidecar(
            name: "the Linkerd proxy", switches: ["linkerd.io/inject"], image: "config.linkerd.io/proxy-image",
            version: "config.linkerd.io/proxy-version"),
        InjectedSidecar(
            name: "the Istio proxy", switches: ["sidecar.istio.io/inject", "istio-injection", "istio.io/rev"],
            image: "sidecar.istio.io/proxyImage", needsSlash: true),
        InjectedSidecar(
            name: "the Dapr sidecar", switches: ["dapr.io/enabled"], image: "dapr.io/sidecar-image"),
        InjectedSidecar(
            name: "the Consul proxy", switches: ["consul.hashicorp.com/connect-inject"],
            image: nil),
        InjectedSidecar(name: "the Kuma proxy", switches: ["kuma.io/sidecar-injection"], image: nil),
        InjectedSidecar(
            name: "the libraries of Datadog", switches: ["admission.datadoghq.com/enabled"], image: nil),
        InjectedSidecar(
            name: "the OpenTelemetry Collector", switches: ["sidecar.opentelemetry.io/inject"], image: nil),
        InjectedSidecar(
            name: "the OpenTelemetry instrumentation", switches: ["instrumentation.opentelemetry.io/inject-*"],
            image: nil),
    ]
}
