import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// Steps for refused credentials.
struct CredentialRemedyTests {
    @Test func eachFailureHasItsStepForTheRegistry() throws {
        var sample = try SampleRun()
        let registry = try SampleRun.reference("multiversion").registry
        let helper = HelperFault(
            program: "docker-credential-pass", registry: registry, source: "/home/u/.docker/config.json",
            reason: .exited(status: 1))
        let faults: [CredentialFault] = [
            .helper(fault: helper), .missing(hasToken: false), .helper(fault: helper),
            .insecureRealm(realm: "http://a.test/"), .refused(status: 401, by: "one", message: ServerText("")),
        ]
        sample.images = try faults.indices.map {
            SampleRun.Image(reference: try SampleRun.reference("service-\($0)"), blobs: [])
        }
        for (image, fault) in zip(sample.images, faults) {
            sample.tags["registry1004 \(image.reference)"] = .fault(.denied(fault))
        }
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(
            diagnosis.steps.map(\.action) == [
                .repairCredentialHelper(
                    program: "docker-credential-pass", source: "/home/u/.docker/config.json", registry: registry),
                .logIn(registry: registry), .askOperatorAboutCredentials(registry: registry), .checkAgain,
            ])
    }

    @Test func theStepNamesTheFileOrVariable() throws {
        let registry = try SampleRun.reference("multiversion").registry
        let cases: [(CredentialFault, StepAction)] = [
            (
                .refused(status: 401, by: "one", message: ServerText("user u"), source: "DOCKER_AUTH_CONFIG"),
                .logIn(registry: registry, source: "DOCKER_AUTH_CONFIG")
            ),
            (
                .refused(
                    status: 403, by: "one", message: ServerText(""), source: "/etc/gate/auth.json",
                    authfile: "/etc/gate/auth.json"),
                .logIn(registry: registry, source: "/etc/gate/auth.json", authfile: "/etc/gate/auth.json")
            ),
            (
                .missing(hasToken: false, authfile: "/etc/gate/auth.json"),
                .logIn(registry: registry, authfile: "/etc/gate/auth.json")
            ),
            (
                .forbidden(
                    repository: try SampleRun.reference("multiversion").repository, status: 403, by: "one",
                    message: ServerText("no"), source: "/etc/gate/auth.json", authfile: "/etc/gate/auth.json"),
                .grantPull(
                    registry: registry, repository: try SampleRun.reference("multiversion").repository,
                    source: "/etc/gate/auth.json")
            ),
        ]
        for (fault, action) in cases {
            var sample = try SampleRun()
            let name = try SampleRun.reference("multiversion")
            sample.tags["registry1004 \(name)"] = .fault(.denied(fault))
            #expect(sample.diagnoses.first?.steps.first?.action == action)
        }
    }

    @Test func aMirrorHasItsOwnCredentials() throws {
        var sample = try SampleRun()
        let mirror = try #require(RegistryName("mirror.example:5000"))
        sample.backends[0].isMirror = true
        sample.backends[0].authority = mirror
        let name = try SampleRun.reference("multiversion")
        sample.tags["registry1004 \(name)"] = .fault(.denied(.missing(hasToken: true)))
        #expect(sample.diagnoses.first?.steps.first?.action == .logIn(registry: mirror))
    }
}
