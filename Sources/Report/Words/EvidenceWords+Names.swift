internal import OCI
internal import Record

extension EvidenceWriter {
    func nameText(_ evidence: Evidence) -> String {
        switch evidence {
        case .tagNames(let digest): "the tag names \(digest)"
        case .tagsDiffer(let answers):
            answers.map { "\($0.backend) says \($0.digest.map(\.description) ?? "nothing")" }.joined(separator: "; ")
        case .digestHeader(let request, let named, let problem):
            "\(request == .head ? "a HEAD of the tag" : "the tag") is answered with Docker-Content-Digest: \(named), "
                + text(problem)
        case .headOfTag(let digest, let evidence): "a GET of the tag gives \(digest), a HEAD \(text(evidence))"
        case .headOfTagSize(let declared, let size):
            "a HEAD of the tag declares \(declared) bytes, and GET gives \(size)"
        case .tagUnknown(let backend, let tag):
            "nodes do not ask \(backend) for tags, and no other backend says what \(tag) is"
        case .noBackend(let obstacle): obstacle ?? "no backend is known: nobody names one"
        case .unexpected(let expectation, let isByDigest, let problem):
            text(problem, of: expectation, by: isByDigest ? "the reference" : "the tag")
        default: ""
        }
    }

    private func text(_ problem: DigestHeaderProblem) -> String {
        switch problem {
        case .notADigest: "which is no digest"
        case .unknownAlgorithm(let name): "whose algorithm is \(name)"
        case .otherBytes(let digest): "and its bytes hash to \(digest)"
        }
    }

    private func text(_ problem: ExpectationProblem, of expectation: Expectation, by name: String) -> String {
        let wanted = expectation.content.digest
        let place =
            switch expectation.reason {
            case .pin: "to which \(expectation.origin) pins it"
            case .disk: "which lies in \(expectation.origin)"
            }
        switch problem {
        case .otherManifest(let root, let isIndex):
            let nor = isIndex && expectation.reason == .disk ? ", nor an index that lists it" : ""
            return "\(name) names \(root) and not \(wanted), \(place)\(nor)"
        case .incomparableManifest(let root):
            return "\(name) names \(root), which cannot be held against \(wanted), \(place)"
        case .otherConfiguration(let found, let more):
            let others = more > 0 ? " and \(more) more" : ""
            let there = found.map { "the configuration \($0)\(others)" } ?? "no configuration"
            return "\(name) leads to \(there) and not \(wanted), \(place)"
        case .incomparableConfiguration:
            return "its configuration cannot be held against \(wanted), \(place)"
        case .otherPlatforms:
            return "none of the images of the platforms that were asked for has the configuration \(wanted), \(place); "
                + "the others were not looked at"
        }
    }

    func manifestText(_ evidence: Evidence) -> String {
        switch evidence {
        case .unusableManifest(let error): error.description
        case .mediaTypeConflict(let conflict): conflict.description
        case .embedded(let place, .size(let bytes, let declared)):
            "\(place).data has \(bytes) bytes, and its descriptor says \(declared)"
        case .embedded(let place, .hash(let digest, let declared)):
            "\(place).data hashes to \(digest), and its descriptor says \(declared)"
        case .noImage(let platforms):
            platforms.isEmpty ? "the index leads to no image" : "the index has no image for \(list(platforms))"
        case .indexTooDeep(let limit): "indexes are nested deeper than \(limit)"
        case .indexTooWide(let manifests, let limit):
            "the index leads to \(manifests) manifests, more than \(limit)"
        case .imageTooWide(let limit): "all indexes of the image lead to more than \(limit) manifests"
        case .misnamed(let named, let more):
            "the bytes that were asked for, with Docker-Content-Digest: \(named)\(more > 0 ? "; so for \(more) more" : "")"
        default: ""
        }
    }

    private func list(_ platforms: [Platform]) -> String { platforms.map(\.description).joined(separator: ", ") }

    func layerText(_ evidence: Evidence) -> String {
        switch evidence {
        case .configuration(let digest, let problem): "its configuration \(digest.short) \(text(problem))"
        case .layer(let number, let count, let digest, let problem, let more):
            "layer \(number) of \(count) (\(digest.short)) \(text(problem))"
                + (more > 0 ? "; so for \(more) more \(more == 1 ? "layer" : "layers")" : "")
        case .otherPlatform(let platform?, let missing):
            "the image is for \(platform) alone, by its configuration, and not for \(list(missing))"
        case .otherPlatform(nil, let missing):
            "its configuration names no platform, so it may not be for \(list(missing))"
        default: ""
        }
    }

    private func text(_ problem: ConfigurationProblem) -> String {
        switch problem {
        case .unusable(let error): "cannot be used: \(error)"
        case .tooLarge(let limit): "is larger than \(limit) bytes and was not read"
        case .notRead: "was not read: another manifest lists it with another media type"
        case .layerCount(let diffIDs, let layers): "has \(diffIDs) diff_ids, the manifest \(layers) layers"
        }
    }

    private func text(_ problem: LayerProblem) -> String {
        switch problem {
        case .notUnpacked: "was not unpacked: another manifest lists it with another media type"
        case .otherContent(let found, let expected): "unpacks to \(found), and the configuration says \(expected)"
        case .incomparable(let found, let expected):
            "unpacks to \(found), and the configuration says \(expected), which is not computed here"
        }
    }

    func referrersText(_ evidence: Evidence) -> String {
        switch evidence {
        case .referrersListed(let count): "\(count) \(count == 1 ? "referrer" : "referrers") listed"
        case .noReferrersList: "no list there"
        case .referrersList(let problem): text(problem)
        case .referrers(let subject, let evidence): "the list of referrers of \(subject.short): \(text(evidence))"
        case .referrersNotFollowed(let subject, let limit):
            "the list of referrers of \(subject.short) is not followed: \(text(limit))"
        case .referrerMissing(let subject, let referrer, let type, let listedBy, let backend, let more):
            "\(referrer.short)\(type.map { " (\($0))" } ?? "") is listed as a referrer of \(subject.short) by "
                + "\(listedBy.joined(separator: ", ")), and not by \(backend)\(more > 0 ? "; so for \(more) more" : "")"
        default: ""
        }
    }

    private func text(_ problem: ReferrersProblem) -> String {
        switch problem {
        case .pageGone: "a page of it is not there, which the page before it named"
        case .tooManyEntries(let limit): "it has more than \(limit) entries"
        case .tooManyPages(let limit): "it has more than \(limit) pages"
        case .foreignPage(let url): "its next page is at \"\(url)\", which is not on the host that was asked"
        case .noAPI: "the API is not there, and no tag can name it"
        case .tooLarge(let limit): "it is larger than \(limit >> 20) MiB"
        case .noIndex: "it is the manifest of an image, and no index"
        }
    }

    private func text(_ limit: ReferrersLimit) -> String {
        switch limit {
        case .tooDeep(let limit): "referrers of referrers are nested deeper than \(limit)"
        case .tooMany(let limit): "the image leads to more than \(limit) manifests"
        }
    }
}
