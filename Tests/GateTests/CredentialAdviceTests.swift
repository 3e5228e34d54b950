import Foundation
import OCI
import Registry
import Testing

@testable import Gate

/// What a person is told to do where credentials are the trouble.
@Suite struct CredentialAdviceTests {
    private func item(_ fault: CredentialFault) throws -> FaultCase.Item {
        let registry = try #require(RegistryName("r.test:5000"))
        let observation = Observation(
            outcome: .denied(fault), url: "", status: 401, started: Date(timeIntervalSince1970: 0))
        let attempt = Attempt(observation: observation, code: .accessCredentials, seen: "")
        return FaultCase.Item(
            finding: Finding(
                code: .accessCredentials, backend: nil, registry: registry, repository: nil, seen: "",
                attempts: [attempt]),
            claim: nil, images: [])
    }

    @Test func eachWayHasItsRemedyAndNamesTheRegistry() throws {
        let registry = try #require(RegistryName("r.test:5000"))
        let helper = HelperFault(
            program: "docker-credential-pass", registry: registry, source: "/home/u/.docker/config.json",
            reason: .exited(1))
        let fault = FaultCase(
            code: .accessCredentials, key: .registry(registry),
            items: try [
                item(.helper(helper)), item(.missing(obstacle: nil)), item(.helper(helper)),
                item(.insecureRealm("http://a.test/")), item(.refused(status: 401, by: "one", ServerText(""))),
            ])
        #expect(
            CredentialAdvice.remedy(of: fault) == [
                "Repair the credential helper docker-credential-pass, or take it out of /home/u/.docker/config.json: "
                    + "\"echo r.test:5000 | docker-credential-pass get\" must print JSON. Then run again.",
                "Log in to r.test:5000 with credentials that may read it (docker login r.test:5000), then run again.",
                "Ask whoever runs r.test:5000: it asks for credentials in a way that no client should answer.",
            ])
    }
}
