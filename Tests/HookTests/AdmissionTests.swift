import Attest
import Foundation
import Testing
import Yams

/// The policies for admission controllers demand what Blobgate attests.
@Suite struct AdmissionTests {
    @Test func kyvernoDemandsWhatIsAttested() throws {
        let policy = try HookFile("admission/kyverno.yaml").object(kind: "ClusterPolicy")
        let rule = try #require(policy.at("spec", "rules")?.sequence?.first)
        let image = try #require(rule["verifyImages"]?.sequence?.first)
        let attestation = try #require(image["attestations"]?.sequence?.first)
        #expect(attestation["type"]?.string == Statement.predicateType)
        let all = try #require(attestation["conditions"]?.sequence?.first?["all"]?.sequence)
        #expect(all[0]["value"]?.string == Statement.verifier)
        #expect(all[1]["key"]?.string == AttestedProperty.everyByte.rawValue)
        #expect(all[2]["key"]?.string?.contains("{{ blobgate.oldestProof }}") == true)
    }

    @Test func thePolicyControllerDemandsWhatIsAttested() throws {
        let policy = try HookFile("admission/policy-controller.yaml").object(kind: "ClusterImagePolicy")
        let authority = try #require(policy.at("spec", "authorities")?.sequence?.first)
        let attestation = try #require(authority["attestations"]?.sequence?.first)
        #expect(attestation["predicateType"]?.string == Statement.predicateType)
        #expect(attestation.at("policy", "type")?.string == "rego")
        let rules = try #require(attestation.at("policy", "data")?.string)
        for word in [Statement.verifier, AttestedProperty.everyByte.rawValue, "input.predicate.blobgate.oldestProof"] {
            #expect(rules.contains(word), "\(word)")
        }
    }
}
