import Record
import Support
import Testing

@testable import Diagnosis

/// A GET that succeeds followed by a HEAD that does not.
struct HeadTests {
    @Test(arguments: [(true, true), (false, false)])
    func aRefusedHeadIsEvidence(_ isHead: Bool, _ isNamed: Bool) async throws {
        try await LocatingScene.run(2) { scene in
            try scene.addImage(noise(1, 5000))
            scene[1].on(
                RequestPattern(method: isHead ? "HEAD" : nil, path: .containing("/manifests/v1")), .status(503))
            let run = try await scene.check()
            let diagnosis = try #require(run.diagnoses.first)
            #expect(diagnosis.code == .accessServerError)
            #expect(diagnosis.causes.contains { $0.kind == .flapping } == isNamed)
        }
    }
}
