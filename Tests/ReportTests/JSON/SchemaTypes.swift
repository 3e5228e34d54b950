import Foundation
import OCI
import Record
import Testing

@testable import Report

/// An object of the table and its Swift type.
struct SchemaTypes: Sendable, CustomTestStringConvertible {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    let name: String
    /// The qualified name of the type.
    let type: String
    /// Decodes a value and encodes it again.
    let roundTrip: @Sendable (Data) throws -> Data

    var testDescription: String { name }

    private init<Value: Codable & SendableMetatype>(_ type: Value.Type, _ name: String? = nil) {
        let full = String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
        self.type = full
        let last = full.split(separator: ".").last.map(String.init) ?? full
        self.name = name ?? last.prefix(1).lowercased() + last.dropFirst()
        roundTrip = { try RunCoding.encode(RunCoding.decode(Value.self, from: $0)) }
    }

    static let all = [
        SchemaTypes(Run.Policy.self), SchemaTypes(RollbackStatus.self), SchemaTypes(Totals.self),
        SchemaTypes(SpotTotals.self), SchemaTypes(Run.Stop.self), SchemaTypes(Shard.self),
        SchemaTypes(ShardSummary.self), SchemaTypes(Run.Registry.self), SchemaTypes(Run.Backend.self),
        SchemaTypes(BackendSource.self), SchemaTypes(CachePolicy.self), SchemaTypes(RepositoryScope.self),
        SchemaTypes(RepositoryRewrite.self), SchemaTypes(AddressChoice.self),
        SchemaTypes(Run.Image.self), SchemaTypes(Origin.self), SchemaTypes(OriginPlace.self),
        SchemaTypes(Expectation.self), SchemaTypes(Platform.self), SchemaTypes(Run.View.self),
        SchemaTypes(Run.Claim.self),
        SchemaTypes(Run.Claim.Reuse.self), SchemaTypes(SpotCheck.self), SchemaTypes(Attempt.self),
        SchemaTypes(SliceView.self, "slice"), SchemaTypes(Round.self), SchemaTypes(EarlierUses.self),
        SchemaTypes(EarlierUse.self), SchemaTypes(EarlierFault.self),
        SchemaTypes(EarlierFault.Copy.self, "earlierCopy"),

        SchemaTypes(Evidence.self), SchemaTypes(ReadSeries.self), SchemaTypes(ReadRun.self),
        SchemaTypes(ForeignLookup.self), SchemaTypes(SpotEvidence.self), SchemaTypes(PartEvidence.self),
        SchemaTypes(PartialProblem.self), SchemaTypes(SharedCause.self),
        SchemaTypes(PartialTransfer.self), SchemaTypes(ReceivedBytes.self),
        SchemaTypes(BodyOpening.self), SchemaTypes(LayerFault.self), SchemaTypes(ErrorBody.self),
        SchemaTypes(ErrorBody.Entry.self, "errorEntry"), SchemaTypes(BrokenTransfer.self),
        SchemaTypes(CredentialFault.self), SchemaTypes(HelperFault.self), SchemaTypes(CredentialSearch.self),
        SchemaTypes(CredentialSearch.Helper.self, "silentHelper"), SchemaTypes(TokenProblem.self),
        SchemaTypes(HelperFault.Reason.self, "helperReason"), SchemaTypes(RedirectFault.self),
        SchemaTypes(TagAnswer.self), SchemaTypes(DigestHeaderProblem.self), SchemaTypes(ExpectationProblem.self),
        SchemaTypes(ManifestError.self), SchemaTypes(ManifestError.Reason.self, "manifestReason"),
        SchemaTypes(MediaTypeConflict.self), SchemaTypes(EmbeddedProblem.self), SchemaTypes(ConfigurationProblem.self),
        SchemaTypes(LayerProblem.self), SchemaTypes(ReferrersProblem.self), SchemaTypes(ReferrersLimit.self),
        SchemaTypes(Notice.self), SchemaTypes(RunNote.self),

        SchemaTypes(Finding.self), SchemaTypes(FaultPlace.self, "place"), SchemaTypes(Override.self),
        SchemaTypes(Diagnosis.self), SchemaTypes(Diagnosis.Image.self, "faultImage"), SchemaTypes(Fault.self),
        SchemaTypes(FaultKey.self), SchemaTypes(ClaimGroup.self), SchemaTypes(Fault.Subject.self),
        SchemaTypes(Occurrence.self), SchemaTypes(OtherBackend.self),
        SchemaTypes(OtherBackend.Share.self, "otherShare"), SchemaTypes(OtherBackend.State.self, "otherState"),
        SchemaTypes(OtherBackend.NotAsked.self), SchemaTypes(Hypothesis.self), SchemaTypes(RemedyStep.self),
        SchemaTypes(Investigation.self), SchemaTypes(Investigation.Reference.self), SchemaTypes(BlobMap.self, "map"),
        SchemaTypes(BlobMap.Stretch.self), SchemaTypes(BlobMap.State.self, "bytesState"), SchemaTypes(Damage.self),
        SchemaTypes(DamageKind.self), SchemaTypes(Investigation.Composition.self),
        SchemaTypes(Investigation.Composition.Piece.self), SchemaTypes(Investigation.OtherName.self),
        SchemaTypes(Investigation.StructureView.self, "structure"), SchemaTypes(Investigation.SavedCopy.self),

        SchemaTypes(CauseStatement.self), SchemaTypes(ByteSource.self), SchemaTypes(CauseFact.self),
        SchemaTypes(CauseFact.OtherName.self, "otherNameProof"), SchemaTypes(EarlierProof.self),
        SchemaTypes(Conclusion.self), SchemaTypes(StorageProof.self), SchemaTypes(OpenQuestion.self),
        SchemaTypes(DiagnosisNote.self), SchemaTypes(StepAction.self), SchemaTypes(StepAction.StorageRead.self),
        SchemaTypes(StepAction.Condition.self), SchemaTypes(StepAction.Replacement.self),
        SchemaTypes(StepAction.CacheTarget.self), SchemaTypes(StepAction.CacheFiles.self),
        SchemaTypes(SliceNumbers.self), SchemaTypes(StepAction.CacheFileObstacle.self),
        SchemaTypes(InvestigationLimit.self),
    ]
}

/// The stored properties and cases of the record types, read from their sources.
enum SourceTypes {
    /// The coding keys of a type, by its name.
    static func members(of type: String) throws -> [String] {
        try files.get().flatMap { file in
            Body(lines: file[...], indent: 0).bodies(of: type.split(separator: ".")[...]).flatMap(\.members)
        }
    }

    private static let files = Result {
        try ["Sources/Record", "Sources/OCI"].flatMap { folder -> [[Substring]] in
            let root = SchemaTypes.root.appending(path: folder)
            let names = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
            return try (names?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map {
                try String(contentsOf: $0, encoding: .utf8).split(separator: "\n")
            }
        }
    }

    /// The lines of a file, or between the braces of a type.
    private struct Body {
        let lines: ArraySlice<Substring>
        let indent: Int

        private var own: [(offset: Int, text: Substring)] {
            lines.indices.filter { lines[$0].prefix { $0 == " " }.count == indent }
                .map { ($0, lines[$0].dropFirst(indent)) }
        }

        /// The bodies of a type and of its extensions, by its qualified name.
        func bodies(of path: ArraySlice<Substring>) -> [Body] {
            guard !path.isEmpty else { return [self] }
            let declaration = /(?:package |indirect |@\w+ )*(?:enum|struct|extension) ([\w.]+)[: <].*\{/
            return own.flatMap { offset, text -> [Body] in
                guard let match = text.wholeMatch(of: declaration),
                    let end = own.first(where: { $0.offset > offset && $0.text == "}" })?.offset
                else { return [] }
                let names = match.1.split(separator: ".")
                guard path.starts(with: names) else { return [] }
                return Body(lines: lines[(offset + 1)..<end], indent: indent + 4)
                    .bodies(of: path.dropFirst(names.count))
            }
        }

        var members: [String] {
            own.compactMap { _, text in
                if let match = text.prefixMatch(of: /case (\w+)/) { return String(match.1) }
                let property =
                    /(?:@\w+ )?(?:package |private )(?:(?:private|internal)\(set\) )?(?:let|var) (\w+)(?::| = )/
                guard let match = text.prefixMatch(of: property), !text.contains("{"), match.1 != "runs" else {
                    return nil
                }
                return ["described": "investigation", "bytesRead": "ranges"][match.1] ?? String(match.1)
            }
        }
    }
}
