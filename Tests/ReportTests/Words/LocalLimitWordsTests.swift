import OCI
import Testing

@testable import Record
@testable import Report

/// A limit of this machine is worded as such, whatever libcurl says about the backend.
struct LocalLimitWordsTests {
    private func failure(_ limit: LocalLimit?) -> BrokenTransfer {
        BrokenTransfer(message: ServerText("Failed to connect to 10.0.0.4 port 443"), curlCode: 7, local: limit)
    }

    @Test(arguments: LocalLimit.allCases) func theBackendIsNotNamed(limit: LocalLimit) {
        let evidence: [Evidence] = [
            .failed(failure: failure(limit)),
            .broken(status: 200, failure: failure(limit), received: 5, declared: nil, cache: nil),
            .denied(fault: .tokenServer(realm: "https://auth.test", status: nil, failure: failure(limit))),
        ]
        for evidence in evidence {
            let text = EvidenceWords.long(evidence)
            #expect(text.contains(LocalLimitWords.text(limit)), "\(text)")
            #expect(!text.contains("10.0.0.4"), "\(text)")
        }
    }

    @Test func otherFailuresQuoteTheMessage() {
        #expect(EvidenceWords.long(.failed(failure: failure(nil))) == "Failed to connect to 10.0.0.4 port 443")
    }

    @Test func itIsOneFaultOfTheRunOnAllBackends() throws {
        let registry = try #require(RegistryName("registry.test"))
        let keys = ["a", "b"].map { backend in
            let finding = Finding(
                .accessLocalLimit, at: FaultPlace(registry, backend: backend),
                .failed(failure: failure(.openFiles)))
            return FaultKey(finding, isUnsatisfiable: false) { $0 }
        }
        #expect(keys == [.run, .run])
    }
}
