import Foundation
import Support
import Testing

/// `scap.kubeconfig`: the rollback set with the images of helm's revisions.
@Suite struct ScapHelmRunTests {
    private static let image = "registry.test/restricted/mediawiki-multiversion"

    /// A stub for helm: every release has revision 7 with this image, or it fails.
    private static func helm(_ desk: ScapHost, running image: String?) throws -> String {
        let body =
            image.map { image in
                """
                case "$*" in
                *" history "*) echo '[{"revision": 7, "status": "deployed"}, {"revision": 8, "status": "failed"}]' ;;
                *" get manifest "*" --revision 7")
                    printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: a}\\nspec: {containers: [{name: a, image: "%s"}]}\\n' '\(image)' ;;
                *) echo "unexpected: $*" >&2; exit 9 ;;
                esac
                """
            } ?? "echo 'cluster unreachable' >&2; exit 1"
        return try desk.home.writeProgram("helm-stub", "echo \"$*\" >>\"$HOME/helm.calls\"\n\(body)")
    }

    private static func verify(_ desk: ScapHost, running image: String?) async throws -> ShellResult {
        let helm = try helm(desk, running: image)
        return try await desk.home.shell(
            "blobgate scap verify --set rollback --config \(desk.configuration) "
                + "--kubeconfig '/k/{namespace}-deploy-{cluster}.config'", environment: ["HELM_BIN": helm])
    }

    @Test("an image that only helm runs is proven too", arguments: [true, false])
    func theImagesOfTheRevision(_ isGood: Bool) async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            try registry.addImage(to: "restricted/mediawiki-multiversion", tag: "older", layers: [ScapHost.layer(250)])
            if !isGood { registry.on(.blob(try ScriptedRegistry.sha256(of: ScapHost.layer(250))), .flipByte(at: 9)) }
            let result = try await Self.verify(desk, running: "\(Self.image):older")
            #expect(result.status == (isGood ? 0 : 1), "\(result)")
            #expect(result.output.contains("helm and the values files disagree about"), "\(result)")
            if isGood { #expect(result.output.contains("verified: 6 images"), "\(result)") }
            let calls = try String(contentsOfFile: desk.home.path("helm.calls"), encoding: .utf8).split(separator: "\n")
            #expect(calls.contains { $0.hasPrefix("--kubeconfig /k/mw-web-deploy-codfw.config --namespace mw-web ") })
            #expect(calls.allSatisfy { $0.contains(" history ") || $0.contains(" get manifest ") })
        }
    }

    @Test func aSilentHelmIsANote() async throws {
        try await ScriptedRegistry.run { registry in
            let desk = try ScapHost(registry)
            let result = try await Self.verify(desk, running: nil)
            #expect(result.status == 0 && result.output.contains("verified: 5 images"), "\(result)")
            #expect(result.output.contains("helm's revision of"), "\(result)")
        }
    }
}
