import Record
import Release
import Testing

@testable import blobgate

/// The commands of rendering tools, and how they are shown.
@Suite struct RenderCommandTests {
    @Test(arguments: [
        (["template", "./chart"], "helm template ./chart"),
        (["template", "my chart", "-f", "it's.yaml", ""], #"helm template 'my chart' -f 'it'\''s.yaml' ''"#),
        (["--set", "db.password=hunter2,a=b", "--debug"], "helm --set db.password=... --debug"),
        (["--set=db.password=hunter2"], "helm --set=db.password=..."),
        (["--set-string", "a[0].b=hunter2"], "helm --set-string a[0].b=..."),
        (["--set-json", #"{"a":"hunter2=x"}"#, "c"], "helm --set-json ... c"),
        (["--set-literal", "hunter2"], "helm --set-literal ..."),
        (["--state-values-set", "a=hunter2"], "helm --state-values-set a=..."),
        (["--password", "hunter2", "--username=hunter2", "c"], "helm --password ... --username=... c"),
        (["--kube-token=hunter2"], "helm --kube-token=..."), (["--args", "--set a=hunter2"], "helm --args ..."),
        (["--pass-credentials", "c"], "helm --pass-credentials c"),
        (["--repo", "https://ann:hunter2@r.test/c", "-n", "a"], "helm --repo https://...@r.test/c -n a"),
        (["--repo=https://r.test/c?sig=hunter2"], "helm '--repo=https://r.test/c?...'"),
        (["template", "https://r.test/c.tgz?X-Amz-Signature=hunter2"], "helm template 'https://r.test/c.tgz?...'"),
        (["--values", "a=b.yaml", "--version", "1"], "helm --values a=b.yaml --version 1"),
    ])
    func shows(arguments: [String], shown: String) {
        #expect(RenderCommand("helm", arguments).shown == shown)
        #expect(!RenderCommand("helm", arguments).shown.contains("hunter2"))
    }

    @Test(arguments: ReleaseInput.Kind.allCases) func everyKind(_ kind: ReleaseInput.Kind) {
        var settings = RenderSettings()
        settings.helm = "/opt/helm"
        settings.environment = "prod"
        settings.arguments = ["-x"]
        let expected: [ReleaseInput.Kind: String] = [
            .helm: "/opt/helm template in -x", .helmfile: "helmfile -f in -e prod template -x",
            .kustomize: "kustomize build in",
        ]
        #expect(settings.command(for: ReleaseInput(kind, "in"))?.shown == expected[kind])
    }

    @Test(arguments: [
        (
            ["check", "--helm", "c", "--", "-f", "a", "--", "x"],
            [
                "check", "--helm", "c", "--tool-argument=-f", "--tool-argument=a", "--tool-argument=--",
                "--tool-argument=x",
            ]
        ),
        (["plan", "--"], ["plan"]), (["check", "a"], ["check", "a"]),
        (["diagnose", "--", "a"], ["diagnose", "--", "a"]), ([], []),
    ])
    func spreads(arguments: [String], expected: [String]) { #expect(RenderOptions.spreading(arguments) == expected) }
}
