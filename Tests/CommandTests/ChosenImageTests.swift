import Support
import Testing

/// Inputs whose images the cluster chooses.
@Suite struct ChosenImageTests {
    private static let beat =
        "apiVersion: beat.k8s.elastic.co/v1\nkind: Beat\nmetadata: {name: b}\nspec: {version: 9.1.0}\n"
    private static let config =
        "apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nmetadata: {name: d}\nspec:\n"
        + "  triggers: [{type: ImageChange, imageChangeParams: {automatic: true, containerNames: [a], "
        + "from: {kind: ImageStreamTag, name: 'web:1'}}}]\n"
        + "  template: {spec: {containers: [{name: a, image: ' '}]}}\n"

    static let inputs: [(text: String, notice: String)] = [
        (beat, "Beat b (version 9.1.0, by the ECK operator)"), (config, "DeploymentConfig d, container a (web:1)"),
    ]

    @Test("such an input is refused alone, and accepted with a list of what is pulled", arguments: inputs)
    func theWayOut(_ input: (text: String, notice: String)) async throws {
        let home = try GateHome()
        try home.write("web.yaml", input.text)
        let alone = try await home.run(["plan", "-f", "web.yaml"])
        #expect(alone.status == 65, "\(alone)")
        #expect(alone.error.contains(input.notice), "\(alone)")
        #expect(alone.error.contains("release.also"), "\(alone)")
        try home.write("images.txt", "registry.test/app:1\n")
        let listed = try await home.run(["plan", "-f", "web.yaml", "--from", "images.txt"])
        #expect(listed.status != 65, "\(listed)")
        #expect(listed.output.contains("registry.test/app:1"), "\(listed)")
    }
}
