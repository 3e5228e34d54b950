internal import OCI
internal import Record

extension EvidenceWriter {
    func nameText(_ evidence: Evidence) -> String {
        switch evidence {
        case .tagNames(let digest): "the tag resolves to \(digest)"
        case .tagsDiffer(let answers):
            answers.map { "\($0.backend) resolves it to \($0.digest.map(\.description) ?? "nothing")" }.joined(
                separator: "; ")
        case .digestHeader(let request, let named, let problem):
            "\(request == .head ? "HEAD of the tag" : "the tag") returned Docker-Content-Digest: \(named), "
                + text(problem)
        case .headOfTag(let digest, let evidence): "GET of the tag returns \(digest), but HEAD: \(text(evidence))"
        case .headOfTagSize(let declared, let size):
            "HEAD of the tag declares \(declared) bytes, but GET returns \(size)"
        case .headOfManifest(let evidence): "GET of the manifest returns it, but HEAD: \(text(evidence))"
        case .headOfManifestSize(let declared, let size):
            "HEAD of the manifest declares \(declared) bytes, but GET returns \(size)"
        case .nameType(let request, let type, let found, let node):
            "\(request.rawValue.uppercased()) returned \(type.map { "Content-Type: \($0)" } ?? "no Content-Type") for "
                + "\"\(found)\": \(node.rawValue) takes the type from this header and refuses the image"
        case .headWithoutLength(let node):
            "HEAD of the tag returned no Content-Length, which \(node.rawValue) requires next to a digest"
        case .getOfTag(let digest, let evidence):
            "HEAD of the tag names \(digest), which is all that these nodes ask; GET of the tag: \(text(evidence))"
        case .apiRoot(let evidence, let node):
            "\(node.rawValue) first asks for /v2/, and uses a registry only if it answers 200 or 401: \(text(evidence))"
        case .tagUnknown(let backend, let tag):
            "nodes do not resolve tags on \(backend), and no other backend resolves \(tag)"
        case .noBackend(_, _, let notAsked?):
            "no backend of the registry serves this image: \(Names(notAsked)) \(notAsked.count == 1 ? "is" : "are") for other "
                + "images only (prefix in blobgate.yaml, or the nodes' files)"
        case .noBackend(let obstacle, _, nil): obstacle ?? "no backends configured or discovered"
        case .unexpected(let expectation, let isByDigest, let problem):
            text(problem, of: expectation, by: isByDigest ? "the reference" : "the tag")
        default: ""
        }
    }

    private func text(_ problem: DigestHeaderProblem) -> String {
        switch problem {
        case .notADigest: "which is not a digest"
        case .unknownAlgorithm(let name): "which uses the algorithm \(name)"
        case .otherBytes(let digest): "but its bytes hash to \(digest)"
        }
    }

    private func text(_ problem: ExpectationProblem, of expectation: Expectation, by name: String) -> String {
        let wanted = expectation.content.digest
        let place =
            switch expectation.reason {
            case .pin: "pinned in \(expectation.origin)"
            case .disk: "found in \(expectation.origin)"
            }
        switch problem {
        case .otherManifest(let root, let isIndex):
            let nor = isIndex && expectation.reason == .disk ? ", nor to an index that lists it" : ""
            return "\(name) resolves to \(root), not to \(wanted), \(place)\(nor)"
        case .incomparableManifest(let root):
            return "\(name) resolves to \(root), which cannot be compared with \(wanted), \(place)"
        case .otherConfiguration(let found, let more):
            let others = more > 0 ? " and \(more) more" : ""
            let there = found.map { "the configuration \($0)\(others)" } ?? "no configuration"
            return "\(name) leads to \(there), not to \(wanted), \(place)"
        case .incomparableConfiguration:
            return "its configuration cannot be compared with \(wanted), \(place)"
        case .otherPlatforms:
            return "no image of the requested platforms has the configuration \(wanted), \(place); "
                + "other platforms were not checked"
        }
    }

    func manifestText(_ evidence: Evidence) -> String {
        switch evidence {
        case .unusableManifest(let error): error.description
        case .mediaTypeConflict(let conflict): conflict.description
        case .embedded(let place, .size(let bytes, let declared)):
            "\(place).data has \(bytes) bytes, but its descriptor says \(declared)"
        case .embedded(let place, .hash(let digest, let declared)):
            "\(place).data hashes to \(digest), but its descriptor says \(declared)"
        case .noImage(let platforms, let nodes):
            (platforms.isEmpty ? "the index leads to no image" : "the index has no image for \(list(platforms))")
                + (nodes.map { " that \($0.map(\.rawValue).joined(separator: " or ")) would take" } ?? "")
        case .entryKind(let listed, let found):
            "the index lists it as \"\(listed)\", but it is \"\(found)\""
        case .entryType(let entry, let type, let platform, let node):
            "its entry\(platform.map { " for \($0)" } ?? "") (\(entry.short)) has the media type \"\(type)\", which \(node.rawValue) does not "
                + "pull as an image"
        case .indexTooDeep(let limit): "indexes are nested deeper than \(limit)"
        case .indexTooWide(let manifests, let limit):
            "the index leads to \(manifests) manifests, more than \(limit)"
        case .imageTooWide(let limit): "the image's indexes together lead to more than \(limit) manifests"
        case .misnamed(let named, let more):
            "the right bytes, but with Docker-Content-Digest: \(named)\(more > 0 ? "; the same for \(more) more" : "")"
        default: ""
        }
    }

    private func list(_ platforms: [Platform]) -> String { platforms.map(\.description).joined(separator: ", ") }

    func layerText(_ evidence: Evidence) -> String {
        switch evidence {
        case .configuration(let digest, let problem): "its configuration \(digest.short) \(text(problem))"
        case .layer(let number, let count, let digest, let problem, let more):
            "layer \(number) of \(count) (\(digest.short)) \(text(problem))"
                + (more > 0 ? "; the same for \(more) more \(more == 1 ? "layer" : "layers")" : "")
        case .otherPlatform(let platform?, let missing):
            "according to its configuration the image is only for \(platform), not for \(list(missing))"
        case .otherPlatform(nil, let missing):
            "its configuration specifies no platform, so it may not be for \(list(missing))"
        default: ""
        }
    }

    private func text(_ problem: ConfigurationProblem) -> String {
        switch problem {
        case .unusable(let error): "cannot be used: \(error)"
        case .tooLarge(let limit): "is larger than \(limit) bytes and was not read"
        case .notRead: "was not read: another manifest lists it with a different media type"
        case .typeForNodes(let type, let node):
            "has the media type \"\(type)\", which \(node.rawValue) does not take for an image"
        case .layerCount(let diffIDs, let layers): "has \(diffIDs) diff_ids, but the manifest has \(layers) layers"
        }
    }

    private func text(_ problem: LayerProblem) -> String {
        switch problem {
        case .notUnpacked: "was not unpacked: another manifest lists it with a different media type"
        case .otherCompression(let compression):
            "was not unpacked: it is compressed with \(compression.rawValue), which only some nodes and not this program unpack"
        case .otherContent(let found, let expected): "unpacks to \(found), but the configuration says \(expected)"
        case .incomparable(let found, let expected):
            "unpacks to \(found), but the configuration says \(expected), which cannot be computed here"
        case .typeForNodes(let type, let node):
            "has the media type \"\(type)\", which \(node.rawValue) refuses in this manifest"
        }
    }

    func referrersText(_ evidence: Evidence) -> String {
        switch evidence {
        case .referrersListed(let count): "\(count) \(count == 1 ? "referrer" : "referrers") listed"
        case .noReferrersList: "no referrers list"
        case .referrersList(let problem): text(problem)
        case .referrers(let subject, let evidence): "the referrers list of \(subject.short): \(text(evidence))"
        case .referrersNotFollowed(let subject, let limit):
            "the referrers list of \(subject.short) was not followed: \(text(limit))"
        case .referrerMissing(let subject, let referrer, let type, let listedBy, let backend, let more):
            "\(referrer.short)\(type.map { " (\($0))" } ?? "") is listed as a referrer of \(subject.short) by "
                + "\(listedBy.joined(separator: ", ")), but not by \(backend)\(more > 0 ? "; the same for \(more) more" : "")"
        default: ""
        }
    }

    private func text(_ problem: ReferrersProblem) -> String {
        switch problem {
        case .pageGone: "one of its pages was not found, although the previous page links to it"
        case .tooManyEntries(let limit): "it has more than \(limit) entries"
        case .tooManyPages(let limit): "it has more than \(limit) pages"
        case .foreignPage(let url): "its next page is at \"\(url)\", which is on a different host"
        case .noAPI: "there is no referrers API, and no fallback tag can name the list"
        case .tooLarge(let limit): "it is larger than \(limit >> 20) MiB"
        case .noIndex: "it is an image manifest, not an index"
        }
    }

    private func text(_ limit: ReferrersLimit) -> String {
        switch limit {
        case .tooDeep(let limit): "referrers of referrers are nested deeper than \(limit)"
        case .tooMany(let limit): "the image leads to more than \(limit) manifests"
        }
    }
}
