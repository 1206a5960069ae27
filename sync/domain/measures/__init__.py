"""What is measured of obligations, reviews, ratings and meetings: pure arithmetic over counts; docs/measures.md defines each."""
